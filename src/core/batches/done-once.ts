import type { EpochMs } from '#contracts/clock.ts';
import { dones } from '#contracts/records/messaging.ts';
import { type TenantStore, type Write, againWhenStale, insert } from '#contracts/store.ts';

/** Longer than a bus keeps an event that it may deliver again: two weeks at most. */
const MARKS_ARE_KEPT_FOR = 16 * 24 * 3_600_000;
const TIMES = 300;

/**
 * Carries out the effect of events once each, in one batch with their marks: what has its mark already is left out. `effect` says what
 * the rest of them change, and is asked again when others were faster.
 */
export async function doneOnce<E extends { readonly id: string }>(
  store: TenantStore,
  consumer: string,
  now: EpochMs,
  events: readonly E[],
  effect: (left: readonly E[]) => Promise<readonly Write[]>,
): Promise<void> {
  const markOf = ({ id }: E) => `${consumer}:${id}`;
  let left = [...new Map(events.map((event) => [event.id, event])).values()];
  await againWhenStale(async () => {
    if (left.length === 0) return { kind: 'done' } as const;
    const marks = left.map((event) => insert(dones, { id: markOf(event), expiresAt: now + MARKS_ARE_KEPT_FOR }));
    const outcome = await store.commit([...(await effect(left)), ...marks]);
    if (outcome.kind === 'committed') return { kind: 'done' } as const;
    if (outcome.kind === 'taken' && outcome.collection === dones.name) {
      const there = await Promise.all(left.map((event) => store.get(dones, markOf(event))));
      left = left.filter((_, n) => there[n] === undefined);
    }
    return { kind: 'stale' } as const;
  }, TIMES);
}
