import { kindsOf } from '#contracts/events/all.ts';
import { countedAs, countedEvents } from '#core/analytics/counted.ts';
import { touchingEvents } from '#core/crm/touch.ts';
import { turnIdOf } from '#core/dialogue/turn-id.ts';
import { type Promised, broken, differences, twice } from './check.ts';
import type { Audited, Sent, Stored } from './evidence.ts';

const OF_A_CRM = new Set(kindsOf(touchingEvents));
const COUNTED = countedEvents.map(({ kind }) => [kind, countedAs(kind) ?? ''] as const);

/** What audit, CRM and analytics made of every event: once each, however often it was delivered. The store says which events there were. */
export const consumerPromises: readonly Promised<Stored>[] = [
  {
    what: 'every event has one audit entry',
    look: ({ audit }) => ({ of: audit.length, broken: twice(audit.map(({ id }) => id)) }),
  },
  {
    what: 'audit chains are intact',
    look: ({ audit, chain }) => ({
      of: audit.length,
      broken: [
        ...(chain.kind === 'broken' ? [`${chain.fault} at ${chain.sequence}`] : []),
        ...(chain.kind === 'holds' && chain.entries !== audit.length ? [`${chain.entries} entries of ${audit.length}`] : []),
      ],
    }),
  },
  {
    what: 'every message and every step of its delivery is audited, and nothing else',
    look(stored) {
      const { inbound, outbound } = stored;
      const certain = [...inbound.map(({ id }) => `received-${id}`), ...outbound.flatMap(happenedTo)];
      // Before it was accepted after all.
      const possible = outbound.filter(({ state }) => state === 'accepted').map(({ id }) => `unsettled-${id}`);
      return { of: certain.length, broken: unlike(audited(stored, 'message.'), certain, possible) };
    },
  },
  {
    what: 'every contact is audited as created once, and nothing changed that nobody changed',
    look(stored) {
      const { contacts } = stored;
      const created = audited(stored, 'contact.created').map(({ about }) => about.contactId ?? '');
      return {
        of: contacts.length,
        broken: [
          ...twice(created).map((id) => `${id} was created twice`),
          ...differences(
            contacts.map(({ id }) => id),
            created,
            'is not in the audit',
            'is in the audit and not there',
          ),
          ...audited(stored, 'contact.changed').map(({ id }) => `${id} is in the audit and never was`),
        ],
      };
    },
  },
  {
    what: 'every conversation is audited as opened once, and as handed over when a turn did so',
    look(stored) {
      const opened = stored.conversations.map(({ id }) => `opened-${id}`);
      const over = handingOver(stored).map(({ id }) => `handed-over-${id}`);
      const there = [...audited(stored, 'conversation.opened'), ...audited(stored, 'conversation.handed_over')];
      return { of: opened.length, broken: unlike(there, [...opened, ...over], []) };
    },
  },
  {
    what: 'every step of a booking is audited',
    look(stored) {
      const steps = Map.groupBy(audited(stored, 'booking.'), ({ about }) => about.bookingId ?? '');
      const known = new Set(stored.bookings.map(({ id }) => id));
      return {
        of: stored.bookings.length,
        broken: [
          ...broken(stored.bookings, ({ id, history }) => {
            const wanted = history.map(({ state }) => `booking.${state}`).toSorted();
            const there = (steps.get(id) ?? []).map(({ kind }) => kind).toSorted();
            return wanted.join() === there.join()
              ? undefined
              : `${id}: ${wanted.join()} in the store, ${there.join()} in the audit`;
          }),
          ...broken([...steps.keys()], (id) => (known.has(id) ? undefined : `${id} is in the audit and not there`)),
        ],
      };
    },
  },
  {
    what: 'every event is queued for the CRM once',
    look({ audit, touched }) {
      const told = audit.filter(({ kind }) => OF_A_CRM.has(kind)).map(({ id }) => id);
      return {
        of: told.length,
        broken: [...twice(touched), ...differences(told, touched, 'is not told', 'is told and not in the audit')],
      };
    },
  },
  {
    what: 'daily counts match the audit log',
    look({ audit, counted }) {
      const kinds = Map.groupBy(audit, ({ kind }) => kind);
      const names = new Set<string>(COUNTED.map(([, as]) => as));
      return {
        of: Object.values(counted).reduce((sum, count) => sum + count, 0),
        broken: [
          ...broken(COUNTED, ([kind, as]) => {
            const there = kinds.get(kind)?.length ?? 0;
            return there === (counted[as] ?? 0) ? undefined : `${as}: ${counted[as] ?? 0} counted of ${there}`;
          }),
          ...broken(Object.keys(counted), (as) => (names.has(as) ? undefined : `${as} is counted and is no event`)),
        ],
      };
    },
  },
];

/** Turns that promised a person. */
export function handingOver({ turns }: Pick<Stored, 'turns'>): Stored['turns'] {
  return turns.filter(({ id, cause, effects }) => effects.some(({ kind }) => kind === 'hand_over') && id === turnIdOf(cause));
}

function audited({ audit }: Pick<Stored, 'audit'>, prefix: string): readonly Audited[] {
  return audit.filter(({ kind }) => kind.startsWith(prefix));
}

/** Those of `possible` may be missing. Each event is about what its id says. */
function unlike(there: readonly Audited[], certain: readonly string[], possible: readonly string[]): readonly string[] {
  const may = new Set(possible);
  const ids = there.map(({ id }) => id).filter((id) => !may.has(id));
  return [
    ...differences(certain, ids, 'is not in the audit', 'is in the audit and never was'),
    ...broken(there, ({ id, kind }) => (id.startsWith(`${prefixOf(kind)}-`) ? undefined : `${id} is audited as ${kind}`)),
  ];
}

function prefixOf(kind: string): string {
  return (kind.split('.')[1] ?? '').replaceAll('_', '-');
}

function happenedTo({ id, author, state, providerMessageId, receipts }: Sent): readonly string[] {
  const { deliveredAt, readAt, failedAt } = receipts;
  const ended = state === 'refused' || state === 'expired' || state === 'cancelled' || state === 'unsettled' ? [state] : [];
  return [
    author === 'app' ? 'echoed' : 'wanted',
    ...(author !== 'app' && providerMessageId !== '' ? ['accepted'] : []),
    ...(deliveredAt > 0 ? ['delivered'] : []),
    ...(readAt > 0 ? ['read'] : []),
    ...(failedAt > 0 ? ['failed'] : []),
    ...ended,
  ].map((what) => `${what}-${id}`);
}
