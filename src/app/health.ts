import type { Clock } from '#contracts/clock.ts';
import type { Store } from '#contracts/store.ts';
import { type Refusals, refusals } from './refusals.ts';
import { type Standing, writeProbe } from './write-probe.ts';

/** State of an instance: `starting` until it serves and works, `stopping` from the stop signal on. */
export type Phase = 'starting' | 'running' | 'stopping';

export interface Readiness extends Standing {
  readonly ready: boolean;
  readonly phase: Phase;
  readonly bus: 'connected' | 'disconnected';
}

export interface Health extends Pick<Refusals, 'watching'> {
  ready(): Promise<Readiness>;
  become(phase: Phase): void;
}

export function health(store: Pick<Store, 'platform'>, busConnected: () => boolean, clock: Clock): Health {
  let phase: Phase = 'starting';
  const probe = writeProbe(store, clock);
  const refused = refusals(clock);
  return {
    become(next) {
      phase = next;
    },
    watching: refused.watching,
    /** A lost bus does not matter: webhooks are stored, and handled once the bus is back. */
    async ready() {
      const standing = incoming(await probe());
      return {
        ready: phase === 'running' && standing.store === 'reachable',
        phase,
        ...standing,
        bus: busConnected() ? 'connected' : 'disconnected',
      };
    },
  };

  function incoming(standing: Standing): Standing {
    const reason = refused.standing();
    return standing.store === 'reachable' && reason !== undefined ? { store: 'refuses', reason } : standing;
  }
}
