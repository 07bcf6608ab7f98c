import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { TenantStore } from '#contracts/store.ts';

/** More than there are ever unanswered sends at once. The oldest entries are dropped, and measured again when needed. */
const MOST = 10_000;

/** Message ids are unique only within their tenant. */
export function ageKey({ tenantId }: TenantStore, messageId: string): string {
  return JSON.stringify([tenantId, messageId]);
}

export interface AttemptAges {
  begun(key: string, at: EpochMs): void;
  /** Milliseconds since the attempt that began at `at`. */
  of(key: string, at: EpochMs): number;
  forget(key: string): void;
}

/**
 * Measures how long ago sends began, independent of changes to the system clock: a send that is repeated too early could arrive
 * twice. For an attempt of another process, the age starts at what the system clock says when it is first asked for, and then
 * grows on the monotonic clock.
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
