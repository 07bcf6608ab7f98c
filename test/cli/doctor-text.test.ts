import { describe, expect, it } from 'vitest';
import type { DoctorReport, TenantReport } from '#app/report.ts';
import { doctorText } from '../../src/cli/doctor-text.ts';

const tenant: TenantReport = {
  tenant: 'salon',
  missing: [],
  unsettledSends: 0,
  senders: [{ sender: 's', channel: 'twilio', account: 'open', breaker: 'closed', health: { reachable: true, detail: 'Fine.' } }],
  audited: 1,
  today: { received: 1 },
  crm: 'none',
};
const report = (over: Partial<DoctorReport> = {}): DoctorReport => ({
  ok: true,
  node: 'v26.0.0',
  timeZoneData: '2026a',
  data: '/data',
  tenants: [tenant],
  consumers: { inbox: { waiting: 3, parked: 0 } },
  counts: {},
  ...over,
});
const verdictOf = (over: Partial<DoctorReport>) => doctorText(report(over), true).trimEnd().split('\n').at(-1);

describe('the verdict of doctor', () => {
  it('is that all is well when nobody has to look at anything', () => {
    expect(verdictOf({})).toBe('All is well.');
  });

  it('names what a person has to look at, and does not call it well', () => {
    expect(verdictOf({ tenants: [{ ...tenant, unsettledSends: 1 }] })).toBe(
      'Everything is set up and reachable. Needs attention: 1 unsettled send.',
    );
    const busy = {
      tenants: [
        { ...tenant, unsettledSends: 1 },
        { ...tenant, unsettledSends: 2 },
      ],
      consumers: { inbox: { waiting: 0, parked: 1 } },
    };
    expect(verdictOf(busy)).toBe(
      'Everything is set up and reachable. Needs attention: 3 unsettled sends, 1 parked event ("deskbell parked" lists them).',
    );
  });

  it('says that something is missing, whatever else there is to look at', () => {
    expect(verdictOf({ ok: false, tenants: [{ ...tenant, unsettledSends: 1 }] })).toBe(
      'Something is missing or not reachable: see above. Needs attention: 1 unsettled send.',
    );
  });
});

it('counts one thing as one', () => {
  const text = doctorText(report({ tenants: [{ ...tenant, unsettledSends: 1 }] }), false);
  expect(text).toContain('Tenant salon: complete; 1 unsettled send.\n');
  expect(text).toContain('Audit log: 1 entry.');
  expect(text).toMatch(/^Deskbell is not running; this is read from its data\. /);
});
