import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import { crmTouches } from '#contracts/records/crm.ts';
import { type TenantStore, insert } from '#contracts/store.ts';
import { touchedBy } from './touch.ts';

const KEPT_MS = 30 * 24 * 3_600_000;

/** Records the activity to report to a CRM, once per event. A repeated event is `taken` and changes nothing. */
export async function recordTouch(store: TenantStore, clock: Clock, event: BusEvent): Promise<void> {
  const touched = await touchedBy(store, event);
  if (!touched) return;
  const { id, kind, at } = event;
  const touch = { id, kind, at, ...touched, state: 'no_crm', expiresAt: clock.now() + KEPT_MS } as const;
  await store.commit([insert(crmTouches, touch)]);
}
