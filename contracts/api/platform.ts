import { z } from 'zod';
import { defineRoute, json } from './route.ts';

const accountReport = z.object({
  account: z.string(),
  channel: z.string(),
  current: z.boolean().describe('Whether new messages are sent through it.'),
  state: z.enum(['open', 'paused']),
  paused: z.object({ why: z.string(), since: z.number() }).optional().describe('`since` is in milliseconds since 1970.'),
  breaker: z.enum(['closed', 'half-open', 'open', 'unused']),
  stopped: z.array(z.string()).describe('Kinds of calls that the circuit breaker stops.'),
  health: z.object({ reachable: z.boolean(), detail: z.string() }),
});

const tenantReport = z.object({
  tenant: z.string(),
  missing: z.array(z.string()).describe('What has to be set up before it can work.'),
  unsettledSends: z.int(),
  senders: z.array(z.object({ sender: z.string(), current: z.boolean(), accounts: z.array(accountReport) })),
  audited: z.int().describe('Events in the audit log.'),
  today: z.record(z.string(), z.number()).describe("Counts of the venue's current day."),
  crm: z.literal('none'),
});

/** What is configured, reachable and missing: ids and codes only. */
export const doctorReport = z
  .object({
    ok: z.boolean(),
    node: z.string(),
    timeZoneData: z.string(),
    data: z.string().describe('Where the data is.'),
    tenants: z.array(tenantReport),
    consumers: z.record(z.string(), z.object({ waiting: z.int(), parked: z.int() })),
    counts: z.record(z.string(), z.number()),
  })
  .meta({ id: 'DoctorReport', description: 'What is configured, reachable and missing.' });

export const showReport = defineRoute({
  name: 'showReport',
  method: 'GET',
  path: '/api/admin/doctor',
  boundary: 'platform',
  permission: 'platform.read',
  params: {},
  answers: { 200: json(doctorReport, 'The report of `deskbell doctor`.') },
  says: 'Reports what is configured, reachable and missing.',
  tags: ['platform'],
});

export const describeApi = defineRoute({
  name: 'describeApi',
  method: 'GET',
  path: '/api/openapi.json',
  boundary: 'open',
  permission: '',
  params: {},
  answers: { 200: json(z.record(z.string(), z.unknown()), 'An OpenAPI 3.1 document.') },
  says: 'Describes this API in OpenAPI 3.1.',
  tags: ['platform'],
});
