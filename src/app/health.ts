import type { Clock } from '#contracts/clock.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';

/** How an instance stands: `starting` until it serves and works, `stopping` from the signal on. */
export type Phase = 'starting' | 'running' | 'stopping';

export interface Readiness {
  readonly ready: boolean;
  readonly phase: Phase;
  readonly store: 'reachable' | 'unreachable';
  readonly bus: 'connected' | 'disconnected';
}

export interface Health {
  ready(): Promise<Readiness>;
  become(phase: Phase): void;
}

/** A store that takes longer is of no use to a customer either. */
const PATIENCE_MS = 2_000;

export function health(store: Store, busConnected: () => boolean, clock: Clock): Health {
  let phase: Phase = 'starting';
  return {
    become(next) {
      phase = next;
    },
    /** Without its bus it is ready: what it takes is kept in the store, and goes on when the bus is back. */
    async ready() {
      const reachable = await reaches();
      return {
        ready: phase === 'running' && reachable,
        phase,
        store: reachable ? 'reachable' : 'unreachable',
        bus: busConnected() ? 'connected' : 'disconnected',
      };
    },
  };

  async function reaches(): Promise<boolean> {
    const answered = new AbortController();
    const asked = store.platform.get(tenants, 'is there anybody').then(
      () => true,
      () => false,
    );
    const late = clock.after(PATIENCE_MS, answered.signal).then(() => false);
    const result = await Promise.race([asked, late]);
    answered.abort();
    return result;
  }
}
