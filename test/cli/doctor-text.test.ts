import { describe, expect, it } from 'vitest';
import type { AccountReport, DoctorReport, TenantReport } from '#app/report.ts';
import { doctorText } from '../../src/cli/doctor-text.ts';

const account: AccountReport = {
  account: 'a',
  channel: 'twilio',
  current: true,
  state: 'open',
  breaker: 'closed',
  stopped: [],
  health: { reachable: true, detail: 'Fine.' },
};
const tenant: TenantReport = {
  tenant: 'salon',
  missing: [],
  unsettledSends: 0,
  senders: [{ sender: 's', current: true, accounts: [account] }],
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
  consumers: { recorder: { waiting: 3, parked: 0 } },
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
      consumers: { recorder: { waiting: 0, parked: 1 } },
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

it('says which account is paused, since when and why, which is an earlier one, and that a number has none', () => {
  const since = Temporal.Instant.from('2026-12-01T09:00:00Z').epochMilliseconds;
  const paused: AccountReport = { ...account, state: 'paused', paused: { why: 'unauthorized', since } };
  const earlier: AccountReport = {
    ...account,
    account: 'b',
    channel: 'meta-cloud',
    current: false,
    breaker: 'open',
    stopped: ['send'],
  };
  const senders = [
    { sender: 's', current: true, accounts: [paused, earlier] },
    { sender: 't', current: false, accounts: [] },
  ];
  const text = doctorText(report({ ok: false, tenants: [{ ...tenant, senders }] }), true);
  expect(text).toContain(
    '  twilio: reachable, PAUSED since 2026-12-01T09:00:00.000Z (unauthorized), circuit breaker closed. Fine.\n',
  );
  expect(text).toContain('  meta-cloud, earlier account b: reachable, circuit breaker open (send). Fine.\n');
  expect(text).toContain('  t: NO current account, so messages wait.\n');
});
