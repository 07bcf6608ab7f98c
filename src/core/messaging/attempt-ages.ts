import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { TenantStore } from '#contracts/store.ts';

/** More sends than are ever without an answer at once: the oldest are forgotten, and measured anew. */
const MOST = 10_000;

/** Message ids mean something within their tenant only. */
export function ageKey({ tenantId }: TenantStore, messageId: string): string {
  return JSON.stringify([tenantId, messageId]);
}

export interface AttemptAges {
  begun(key: string, at: EpochMs): void;
  /** Milliseconds since the attempt at `at` began. */
  of(key: string, at: EpochMs): number;
  forget(key: string): void;
}

/**
 * How long ago sends were begun, whatever is done to the clock meanwhile: what is sent again too early may be doubled. The age of an attempt
 * of another process is what the clock says of it at the first look, and grows steadily from there.
 */
export function attemptAges(clock: Clock): AttemptAges {
  const known = new Map<string, { readonly at: EpochMs; readonly began: number }>();

  function keep(key: string, at: EpochMs, age: number): number {
    known.delete(key);
    known.set(key, { at, began: clock.monotonic() - age });
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > MOST) known.delete(oldest);
    return age;
  }

  return {
    begun: (key, at) => void keep(key, at, 0),
    of(key, at) {
      const one = known.get(key);
      return one?.at === at ? clock.monotonic() - one.began : keep(key, at, Math.max(0, clock.now() - at));
    },
    forget: (key) => void known.delete(key),
  };
}
