import type { Check } from './check.ts';
import { bookingChecks } from './check-bookings.ts';
import { consumerChecks } from './check-consumers.ts';
import { messageChecks } from './check-messages.ts';
import { sendChecks } from './check-sends.ts';
import type { Evidence } from './evidence.ts';

/** Every promise, over both businesses. Something must have been there to look at: a silent run proves nothing. */
export function checksOf(evidence: Evidence): readonly Check[] {
  const perTenant = evidence.tenants.map((tenant) => [
    ...messageChecks(tenant),
    ...sendChecks(tenant),
    ...bookingChecks(tenant),
    ...consumerChecks(tenant),
  ]);
  const checks = [...Map.groupBy(perTenant.flat(), ({ what }) => what).values()].map(together);
  return [...checks, ...busChecks(evidence)];
}

function together(each: readonly Check[]): Check {
  const [{ what, mayBeNone } = { what: '', mayBeNone: false }] = each;
  const of = each.reduce((sum, one) => sum + one.of, 0);
  const nothing = of === 0 && !mayBeNone ? ['there was nothing to look at'] : [];
  return { what, of, broken: [...nothing, ...each.flatMap(({ broken }) => broken)] };
}

function busChecks({ tenants, lags, strays }: Evidence): readonly Check[] {
  const late = Object.entries(lags).filter(([, lag]) => lag.waiting > 0 || lag.parked > 0);
  return [
    {
      what: 'consumer groups have finished every event',
      of: Object.keys(lags).length,
      broken: late.map(([name, { waiting, parked }]) => `${name}: ${waiting} waiting, ${parked} parked`),
    },
    {
      what: 'no event is parked',
      of: tenants.length,
      broken: tenants.filter(({ parked }) => parked > 0).map(({ tenant, parked }) => `${tenant}: ${parked}`),
    },
    { what: 'no webhook was left unassigned', of: 1, broken: strays > 0 ? [`${strays} strays`] : [] },
  ];
}
