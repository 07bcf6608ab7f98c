import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import { crmTouches } from '#contracts/records/crm.ts';
import { type TenantStore, insert } from '#contracts/store.ts';
import { touchedBy } from './touch.ts';

const KEPT_MS = 30 * 24 * 3_600_000;

/** Records what a CRM would be told, once per event; what is there already is `taken` and stays as it is. */
export async function recordTouch(store: TenantStore, clock: Clock, event: BusEvent): Promise<void> {
  const touched = await touchedBy(store, event);
  if (!touched) return;
  const { id, kind, at } = event;
  const touch = { id, kind, at, ...touched, state: 'no_crm', expiresAt: clock.now() + KEPT_MS } as const;
  await store.commit([insert(crmTouches, touch)]);
}
