import { orderOf } from '#core/messaging/keys.ts';
import { type Check, broken, twice } from './check.ts';
import type { Audited, TenantEvidence } from './evidence.ts';

const OF_A_CRM = new Set([
  'inbound.message',
  'inbound.echo',
  'message.wanted',
  'booking.confirmed',
  'booking.moved',
  'booking.cancelled',
]);
/** Kinds of events, and what each is counted as. */
const COUNTED: Readonly<Record<string, string>> = {
  'inbound.message': 'received',
  'message.wanted': 'answered',
  'booking.held': 'held',
  'booking.confirmed': 'booked',
  'booking.moved': 'moved',
  'booking.cancelled': 'cancelled',
  'booking.expired': 'expired',
};
const STATUSES = ['sent', 'delivered', 'read', 'failed'];

/** What audit, CRM and analytics each made of every event: once, whoever delivered it how often. */
export function consumerChecks(tenant: TenantEvidence): readonly Check[] {
  const { audit, chain, touched, counted } = tenant;
  const entries = audit.map(({ id }) => id);
  const told = audit.filter(({ kind }) => OF_A_CRM.has(kind)).map(({ id }) => id);
  const kinds = Map.groupBy(audit, ({ kind }) => kind);
  const countOf = (kind: string) => kinds.get(kind)?.length ?? 0;
  return [
    { what: 'every event has one audit entry', of: audit.length, broken: [...twice(entries), ...unaudited(tenant)] },
    {
      what: 'audit chains are intact',
      of: audit.length,
      broken: chain.kind === 'broken' ? [`${chain.fault} at ${chain.sequence}`] : [],
    },
    {
      what: 'every event is queued for the CRM once',
      of: told.length,
      broken: [...twice(touched), ...differences(new Set(told), new Set(touched), 'is not told', 'is told and not in the audit')],
    },
    {
      what: 'daily counts match the audit log',
      of: Object.values(counted).reduce((sum, count) => sum + count, 0),
      broken: [
        ...broken(Object.entries(COUNTED), ([kind, as]) =>
          countOf(kind) === (counted[as] ?? 0) ? undefined : `${as}: ${counted[as] ?? 0} counted of ${countOf(kind)}`,
        ),
        ...statuses(tenant, countOf('inbound.status')),
      ],
    },
  ];
}

/** Twilio also tells that it has queued a message, and that is not counted. */
function statuses({ insists, counted }: TenantEvidence, told: number): readonly string[] {
  const sum = STATUSES.reduce((total, status) => total + (counted[status] ?? 0), 0);
  return (insists ? sum === told : sum <= told) ? [] : [`statuses: ${sum} counted of ${told}`];
}

/** The raw log, the wanted messages and the histories of the bookings say which events there were. */
function unaudited({ logged, outbound, bookings, audit }: TenantEvidence): readonly string[] {
  const arrived = logged.flatMap(({ id, receivedAt, kinds }) =>
    kinds.map((_, n) => orderOf(receivedAt, `${id.slice(id.indexOf('.') + 1)}.${String(n).padStart(4, '0')}`)),
  );
  const wanted = outbound.map(({ id }) => `wanted-${id}`);
  const ofBookings = (entry: Audited) => entry.kind.startsWith('booking.');
  const others = audit.filter((entry) => !ofBookings(entry)).map(({ id }) => id);
  const steps = Map.groupBy(audit.filter(ofBookings), ({ bookingId }) => bookingId);
  return [
    ...differences(new Set([...arrived, ...wanted]), new Set(others), 'is not in the audit', 'is in the audit and never was'),
    ...broken(bookings, ({ id, history }) => {
      const entries = steps.get(id)?.length ?? 0;
      return entries === history.length ? undefined : `${id}: ${history.length} steps, ${entries} in the audit`;
    }),
  ];
}

function differences(wanted: ReadonlySet<string>, there: ReadonlySet<string>, missing: string, extra: string): readonly string[] {
  return [
    ...[...wanted.difference(there)].map((id) => `${id} ${missing}`),
    ...[...there.difference(wanted)].map((id) => `${id} ${extra}`),
  ];
}
