import { z } from 'zod';
import { activity, auditCard, unsettledCard } from './desk.ts';
import { cursorQuery, pageOf, tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

export const showActivity = defineRoute({
  name: 'showActivity',
  method: 'GET',
  path: '/api/tenants/:tenant/activity',
  boundary: 'tenant',
  permission: 'activity.read',
  params: { tenant: tenantParam },
  answers: { 200: json(activity, 'Counts of today, and the last 20 audit entries and CRM touches.') },
  says: 'Shows what happened lately: ids and counts, no message text.',
  tags: ['activity'],
});

export const listAudit = defineRoute({
  name: 'listAudit',
  method: 'GET',
  path: '/api/tenants/:tenant/audit',
  boundary: 'tenant',
  permission: 'activity.read',
  params: { tenant: tenantParam },
  query: z.strictObject({ cursor: cursorQuery }),
  answers: { 200: json(pageOf(auditCard), 'Up to 50 entries, newest first.') },
  says: 'Lists the audit log: what happened, by ids, and who did it.',
  tags: ['activity'],
});

export const listUnsettled = defineRoute({
  name: 'listUnsettled',
  method: 'GET',
  path: '/api/tenants/:tenant/unsettled',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ items: z.array(unsettledCard) }), 'All of them, the oldest first.') },
  says: 'Lists the messages of which nobody knows whether they were sent.',
  tags: ['activity'],
});
