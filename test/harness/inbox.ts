import { tagsOf } from '#core/inbox/tags.ts';
import { type Promised, broken, differences, each, numbersOf } from './check.ts';
import { handingOver } from './consumers.ts';
import type { Attended, Stored, TenantEvidence } from './evidence.ts';

/** A row for each conversation, in the lists that follow from it. */
export const rowPromises: readonly Promised<Stored>[] = [
  {
    what: 'every conversation has one row in the inbox',
    look({ conversations, rows }) {
      const threads = new Map(conversations.map((one) => [one.id, one]));
      return {
        of: conversations.length,
        broken: [
          ...differences(
            threads.keys(),
            rows.map(({ id }) => id),
            'has no row',
            'has a row and is no conversation',
          ),
          ...broken(rows, ({ id, contactId, senderId }) => {
            const thread = threads.get(id);
            const same = !thread || (thread.contactId === contactId && thread.senderId === senderId);
            return same ? undefined : `the row of ${id} names somebody else`;
          }),
        ],
      };
    },
  },
  {
    what: 'rows stand where the last message of the customer puts them',
    look({ rows, inbound }) {
      const said = Map.groupBy(inbound, ({ conversationId }) => conversationId);
      return each(rows, ({ id, lastAt }) => {
        const last = (said.get(id) ?? []).reduce((latest, { at }) => Math.max(latest, at), 0);
        return lastAt === last ? undefined : `${id} stands at ${lastAt}, its last message at ${last}`;
      });
    },
  },
  {
    what: 'rows are in the lists that follow from them',
    look: ({ rows }) =>
      each(rows, (row) => {
        const [is, follows] = [row.tags.toSorted().join(), tagsOf(row).toSorted().join()];
        return is === follows ? undefined : `${row.id} is in ${is}, and belongs in ${follows}`;
      }),
  },
];

/** What staff see and do: counts, who answers, what is unread. */
export const staffPromises: readonly Promised<TenantEvidence>[] = [
  {
    what: 'the counts of the lists equal the rows',
    look({ rows, rowCounts }) {
      const lists = Map.groupBy(
        rows.flatMap(({ tags }) => tags),
        (tag) => tag,
      );
      const counted = new Map(rowCounts.map(({ id, count }) => [id, count]));
      return each([...new Set([...lists.keys(), ...counted.keys()])], (tag) => {
        const [there, said] = [lists.get(tag)?.length ?? 0, counted.get(tag) ?? 0];
        return there === said ? undefined : `${tag} counts ${said}, and ${there} are there`;
      });
    },
  },
  {
    what: 'what no person has read is unread, and open',
    look(tenant) {
      const said = Map.groupBy(tenant.inbound, ({ conversationId }) => conversationId);
      const touched = attendedIn(tenant);
      return each(tenant.rows, ({ id, unread, state, snoozedUntil }) => {
        const count = said.get(id)?.length ?? 0;
        if (touched.has(id)) return unread <= count ? undefined : `${id} has ${unread} unread of ${count}`;
        if (state !== 'open' || snoozedUntil !== 0) return `${id} is ${state}, and nobody did that`;
        return unread === count ? undefined : `${id} has ${unread} unread of ${count}`;
      });
    },
  },
  {
    what: 'the bot answers, unless a person was promised or took over',
    look(tenant) {
      const touched = attendedIn(tenant);
      const promised = new Set(handingOver(tenant).map(({ conversationId }) => conversationId));
      return each(tenant.rows, ({ id, answers, waiting }) => {
        if (touched.has(id)) return undefined;
        const wanted = promised.has(id);
        return (answers.by === 'person') === wanted && waiting === wanted ? undefined : `${id}: ${answers.by} answers`;
      });
    },
  },
  {
    what: 'what staff did last is kept',
    mayBeNone: true,
    look(tenant) {
      const rows = new Map(tenant.rows.map((row) => [row.id, row]));
      return each([...attendedIn(tenant)], ([id, { left }]) => {
        const row = rows.get(id);
        if (!row) return `${id} has no row`;
        const now = { assigneeId: row.assigneeId, teamId: row.teamId, labels: row.labels, by: row.answers.by };
        const known = Object.keys(left) as (keyof typeof now)[];
        const [is, was] = [JSON.stringify(known.map((field) => now[field])), JSON.stringify(known.map((field) => left[field]))];
        return is === was ? undefined : `${id} was left ${was} and is ${is}`;
      });
    },
  },
  {
    what: 'what staff and the bot did to a conversation is audited once',
    look(tenant) {
      const touched = attendedIn(tenant);
      const promised = Map.groupBy(handingOver(tenant), ({ conversationId }) => conversationId);
      const kinds = Map.groupBy(
        tenant.audit.filter(({ kind }) => kind.startsWith('conversation.')),
        ({ kind, about }) => `${about.conversationId} ${kind}`,
      );
      const countOf = (id: string, kind: string) => kinds.get(`${id} ${kind}`)?.length ?? 0;
      return each(tenant.conversations, ({ id }) => {
        const events = touched.get(id)?.events ?? {};
        const wrong = STAFF_KINDS.filter((kind) => {
          const { least, most } = events[kind] ?? { least: 0, most: 0 };
          return countOf(id, kind) < least || countOf(id, kind) > most;
        });
        if (wrong.length > 0) return `${id}: ${wrong.map((kind) => `${countOf(id, kind)} of ${kind}`).join()}`;
        // The first message, and each promise of a person: only these change lists by themselves.
        const moved = 1 + (promised.get(id)?.length ?? 0);
        const tagged = countOf(id, 'conversation.tagged');
        return tagged === moved || (touched.has(id) && tagged >= moved)
          ? undefined
          : `${id} changed lists ${tagged} times, not ${moved}`;
      });
    },
  },
];

const STAFF_KINDS = ['taken_over', 'given_back', 'assigned', 'state_changed', 'labelled', 'read'].map(
  (what) => `conversation.${what}`,
);

/** What staff did, by conversation. */
function attendedIn(tenant: TenantEvidence): ReadonlyMap<string, Attended> {
  const names = numbersOf(tenant);
  const attended = new Map(tenant.speakers.map(({ number, attended: how }) => [number, how]));
  return new Map(
    tenant.conversations.flatMap(({ id, contactId }) => {
      const how = attended.get(names.get(contactId) ?? '');
      return how ? [[id, how] as const] : [];
    }),
  );
}
