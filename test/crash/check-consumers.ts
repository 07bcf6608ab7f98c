import { kindsOf } from '#contracts/events/all.ts';
import { countedAs, countedEvents } from '#core/analytics/counted.ts';
import { touchingEvents } from '#core/crm/touch.ts';
import { type Check, broken, twice } from './check.ts';
import type { Audited, Sent, TenantEvidence } from './evidence.ts';

const OF_A_CRM = new Set(kindsOf(touchingEvents));
const COUNTED = countedEvents.map(({ kind }) => [kind, countedAs(kind)] as const);

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
        ...broken(COUNTED, ([kind, as = '']) =>
          countOf(kind) === (counted[as] ?? 0) ? undefined : `${as}: ${counted[as] ?? 0} counted of ${countOf(kind)}`,
        ),
      ],
    },
  ];
}

/** The messages, conversations and histories of the bookings say which events there were. */
function unaudited({ inbound, outbound, conversations, bookings, audit }: TenantEvidence): readonly string[] {
  const certain = [
    ...inbound.map(({ id }) => `received-${id}`),
    ...conversations.map(({ id }) => `opened-${id}`),
    ...outbound.flatMap(happenedTo),
  ];
  // A message may have been unsettled before it was accepted after all, and may have brought its conversation into other lists.
  const possible = new Set([
    ...outbound.map(({ id }) => `unsettled-${id}`),
    ...[...inbound, ...outbound].map(({ id }) => `tagged-${id}`),
  ]);
  const isOther = ({ id, kind }: Audited) => /^(message|conversation)\./.test(kind) && !possible.has(id);
  const others = audit.filter(isOther).map(({ id }) => id);
  const steps = Map.groupBy(
    audit.filter(({ kind }) => kind.startsWith('booking.')),
    ({ bookingId }) => bookingId,
  );
  return [
    ...differences(new Set(certain), new Set(others), 'is not in the audit', 'is in the audit and never was'),
    ...broken(bookings, ({ id, history }) => {
      const entries = steps.get(id)?.length ?? 0;
      return entries === history.length ? undefined : `${id}: ${history.length} steps, ${entries} in the audit`;
    }),
  ];
}

function happenedTo({ id, author, state, providerMessageId, receipts }: Sent): readonly string[] {
  const { deliveredAt, readAt, failedAt } = receipts;
  const ended = state === 'refused' || state === 'expired' || state === 'cancelled' ? [state] : [];
  return [
    author === 'app' ? 'echoed' : 'wanted',
    ...(author !== 'app' && providerMessageId !== '' ? ['accepted'] : []),
    ...(deliveredAt > 0 ? ['delivered'] : []),
    ...(readAt > 0 ? ['read'] : []),
    ...(failedAt > 0 ? ['failed'] : []),
    ...ended,
  ].map((what) => `${what}-${id}`);
}

function differences(wanted: ReadonlySet<string>, there: ReadonlySet<string>, missing: string, extra: string): readonly string[] {
  return [
    ...[...wanted.difference(there)].map((id) => `${id} ${missing}`),
    ...[...there.difference(wanted)].map((id) => `${id} ${extra}`),
  ];
}
