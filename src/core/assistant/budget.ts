import type { EpochMs } from '#contracts/clock.ts';
import { type AssistantUse, assistantUses } from '#contracts/records/assistant.ts';
import { type TenantStore, againWhenStale, put } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface Limits {
  readonly perHour: number;
  readonly perDay: number;
}
/** A customer who writes nonsense all day costs no more than this, and a tenant with many customers no more than that. */
export const CONTACT_LIMITS: Limits = { perHour: 10, perDay: 30 };
export const TENANT_LIMITS: Limits = { perHour: 200, perDay: 1_000 };

/** Counts one question for the tenant and the contact. `false` if one of them has none left; nothing is counted then. */
export function spend(store: TenantStore, contactId: string, now: EpochMs): Promise<boolean> {
  return againWhenStale(async () => {
    const ids = ['tenant', `contact:${contactId}`] as const;
    const [ofTenant, ofContact] = await Promise.all(ids.map((id) => store.get(assistantUses, id)));
    const [tenant, contact] = [
      counted(ids[0], ofTenant?.value, now, TENANT_LIMITS),
      counted(ids[1], ofContact?.value, now, CONTACT_LIMITS),
    ];
    if (!tenant || !contact) return false;
    return raced(await store.commit([put(assistantUses, ofTenant, tenant), put(assistantUses, ofContact, contact)]), true);
  });
}

/** With one more use in it; `undefined` if the hour or the day is used up. */
export function counted(
  id: string,
  was: AssistantUse | undefined,
  now: EpochMs,
  { perHour, perDay }: Limits,
): AssistantUse | undefined {
  const [hour, day] = [Math.floor(now / HOUR_MS), Math.floor(now / DAY_MS)];
  const inHour = (was?.hour === hour ? was.inHour : 0) + 1;
  const inDay = (was?.day === day ? was.inDay : 0) + 1;
  if (inHour > perHour || inDay > perDay) return undefined;
  return { id, hour, inHour, day, inDay, expiresAt: (day + 1) * DAY_MS };
}
