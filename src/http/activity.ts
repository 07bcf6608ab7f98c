import type { Activity } from '#contracts/api/desk.ts';
import type { Clock } from '#contracts/clock.ts';
import { type AuditEntry, auditEntries } from '#contracts/records/audit.ts';
import { type CrmTouch, crmTouches } from '#contracts/records/crm.ts';
import type { TenantStore } from '#contracts/store.ts';
import { todaysCounts } from '#core/analytics/today.ts';

const SHOWN = 20;

/** Recent output of the consumers audit, crm-sync and analytics. Ids and counts only, no message text. */
export async function activityOf(tenant: TenantStore, clock: Clock): Promise<Activity> {
  const latest = { equals: [], order: 'desc', limit: SHOWN } as const;
  const [today, audit, crm] = await Promise.all([
    todaysCounts(tenant, clock),
    tenant.find(auditEntries, { by: 'bySequence', ...latest }),
    tenant.find(crmTouches, { by: 'byExpiry', ...latest }),
  ]);
  return {
    today: { date: today.id, counts: today.counts },
    audit: audit.items.map(({ value }) => auditCard(value)),
    crm: { connected: false, touches: crm.items.map(({ value }) => touchCard(value)) },
  };
}

function auditCard({ sequence, kind, at, about, hash }: AuditEntry): Activity['audit'][number] {
  return { sequence, kind, at, about, hash };
}

function touchCard({ id, kind, at, contactId, state }: CrmTouch): Activity['crm']['touches'][number] {
  return { id, kind, at, contactId, state };
}
