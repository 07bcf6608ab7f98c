import { listAudit, listUnsettled, showActivity } from '#contracts/api/activity.ts';
import type { Activity } from '#contracts/api/desk.ts';
import type { Clock } from '#contracts/clock.ts';
import { type AuditEntry, auditEntries } from '#contracts/records/audit.ts';
import { type CrmTouch, crmTouches } from '#contracts/records/crm.ts';
import { messages, unsettledSends } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { todaysCounts } from '#core/analytics/today.ts';
import { all } from '#core/walking/everything.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { PAGE, paged } from './paged.ts';

const SHOWN = 20;

export function activityRoutes(clock: Clock): readonly Served[] {
  return [
    served(showActivity, async ({ tenant }) => ({ status: 200, body: await activityOf(tenant, clock) })),
    served(listAudit, async ({ tenant, query }) => {
      const page = await paged(query, (from) =>
        tenant.find(auditEntries, { by: 'bySequence', equals: [], order: 'desc', limit: PAGE, ...from }),
      );
      return { status: 200, body: { items: page.items.map(({ value }) => auditCard(value)), next: page.next } };
    }),
    served(listUnsettled, async ({ tenant }) => ({ status: 200, body: { items: await unsettledOf(tenant) } })),
  ];
}

async function unsettledOf(tenant: TenantStore) {
  const unsettled = await all(tenant, unsettledSends, { by: 'bySince', equals: [] });
  const items = unsettled.map(async ({ value }) => {
    const message = await tenant.get(messages, value.id);
    const state = message?.value.direction === 'out' ? message.value.state : 'unknown';
    return { messageId: value.id, conversationId: value.conversationId, since: value.since, state };
  });
  return Promise.all(items);
}

/** Recent output of the consumers audit, crm-sync and analytics. Ids and counts only, no message text. */
async function activityOf(tenant: TenantStore, clock: Clock): Promise<Activity> {
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
