import { type Check, type Promised, differences, judged, twice } from './check.ts';
import { bookingPromises, visitPromises } from './bookings.ts';
import { consumerPromises } from './consumers.ts';
import type { Evidence, TenantEvidence } from './evidence.ts';
import { rowPromises, staffPromises } from './inbox.ts';
import { messagePromises, receivedPromises } from './messages.ts';
import { sendPromises, wantedPromises } from './sends.ts';

/** What is promised to each business. */
const tenantPromises: readonly Promised<TenantEvidence>[] = [
  ...receivedPromises,
  ...messagePromises,
  ...wantedPromises,
  ...sendPromises,
  ...bookingPromises,
  ...visitPromises,
  ...consumerPromises,
  ...rowPromises,
  ...staffPromises,
];

/** What is promised of all of it together. */
const wholePromises: readonly Promised<Evidence>[] = [
  {
    what: "the platform's audit chain is intact and has everything that operators created",
    look: ({ platform: { audit, chain, created } }) => ({
      of: created.length,
      broken: [
        ...(chain.kind === 'broken' ? [`${chain.fault} at ${chain.sequence}`] : []),
        ...twice(audit.map(({ id }) => id)),
        ...differences(
          created,
          audit.map(({ id }) => id),
          'is not in the audit',
          'is in the audit and never was',
        ),
      ],
    }),
  },
  {
    what: 'consumer groups have finished every event',
    look({ lags }) {
      const late = Object.entries(lags).filter(([, lag]) => lag.waiting > 0 || lag.parked > 0);
      return {
        of: Object.keys(lags).length,
        broken: late.map(([name, { waiting, parked }]) => `${name}: ${waiting} waiting, ${parked} parked`),
      };
    },
  },
  {
    what: 'no event is parked',
    look({ tenants, platform }) {
      const places = [{ tenant: 'the platform', parked: platform.parked }, ...tenants];
      return {
        of: places.length,
        broken: places.filter(({ parked }) => parked > 0).map(({ tenant, parked }) => `${tenant}: ${parked}`),
      };
    },
  },
  {
    what: 'no webhook was left unassigned',
    look: ({ platform: { strays } }) => ({ of: 1, broken: strays > 0 ? [`${strays} strays`] : [] }),
  },
];

/** The names of all promises. */
export const promises: readonly string[] = [...tenantPromises, ...wholePromises].map(({ what }) => what);

/** Looks for broken promises over all businesses. */
export function checksOf(evidence: Evidence): readonly Check[] {
  return [
    ...tenantPromises.map((promise) => judged(promise, evidence.tenants)),
    ...wholePromises.map((promise) => judged(promise, [evidence])),
  ];
}
