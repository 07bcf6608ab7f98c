import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import { type CrmTouch, crmTouches } from '#contracts/records/crm.ts';
import { type TenantStore, againWhenStale, insert } from '#contracts/store.ts';
import { contactOf } from './touch.ts';

const KEPT_MS = 30 * 24 * 3_600_000;

/** Records what a CRM would be told, once per event, in one batch. */
export async function recordTouches(store: TenantStore, clock: Clock, events: readonly BusEvent[]): Promise<void> {
  const expiresAt = clock.now() + KEPT_MS;
  const touches = events.map((event): CrmTouch => {
    const { id, kind, at } = event;
    return { id, kind, at, contactId: contactOf(event), state: 'no_crm', expiresAt };
  });
  let left = touches;
  await againWhenStale(async () => {
    if (left.length === 0) return { kind: 'done' } as const;
    const outcome = await store.commit(left.map((touch) => insert(crmTouches, touch)));
    if (outcome.kind === 'committed') return { kind: 'done' } as const;
    // After a crash a slice comes again, and some of it may be there.
    const there = await Promise.all(left.map(({ id }) => store.get(crmTouches, id)));
    left = left.filter((_, n) => there[n] === undefined);
    return { kind: 'stale' } as const;
  });
}
