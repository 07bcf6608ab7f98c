import { type Promised, broken, each, numbersOf, twice } from './check.ts';
import type { Sent, Stored, TenantEvidence } from './evidence.ts';

const ENDED: readonly Sent['state'][] = ['accepted', 'refused', 'expired', 'cancelled', 'unsettled'];

/** What was to be sent: as the turns decided, and nothing left open. */
export const wantedPromises: readonly Promised<Stored>[] = [
  {
    what: 'replies match what the turns decided',
    look: (tenant) => ({ of: tenant.turns.length, broken: notDecided(tenant) }),
  },
  {
    what: 'every outgoing message reached a final state',
    look: ({ outbound }) => each(outbound, ({ id, state }) => (ENDED.includes(state) ? undefined : `${id} is ${state}`)),
  },
  {
    what: 'sends without an answer are listed as unsettled',
    mayBeNone: true,
    look({ outbound, unsettled }) {
      const known = byId(outbound);
      const open = outbound.filter(({ state }) => state === 'unsettled');
      return {
        of: open.length,
        broken: [
          ...broken(open, ({ id }) => (unsettled.includes(id) ? undefined : `${id} is not listed`)),
          ...broken(unsettled, (id) => {
            const state = known.get(id)?.state;
            return state === 'unsettled' ? undefined : `${id} is listed and ${state}`;
          }),
        ],
      };
    },
  },
  {
    what: 'every refusal has a reason',
    mayBeNone: true,
    look: ({ outbound }) =>
      each(
        outbound.filter(({ state }) => state === 'refused'),
        ({ id, attempts }) => (attempts.at(-1)?.code === undefined ? `${id} gives no reason` : undefined),
      ),
  },
];

/** What was sent: never twice, to the right person, in order, and known to us. */
export const sendPromises: readonly Promised<TenantEvidence>[] = [
  {
    what: 'the provider accepted each send once',
    look: ({ accepted }) => ({ of: accepted.length, broken: twice(accepted.map(refOf)) }),
  },
  {
    what: 'everything that the provider accepted is ours',
    look({ accepted, outbound }) {
      const known = byId(outbound);
      return each(accepted.map(refOf), (ref) => (known.has(ref) ? undefined : `${ref} is not in the store`));
    },
  },
  { what: 'sends went to the customer of their conversation', look: misdirected },
  {
    what: 'replies reached the phone in order',
    look: (tenant) => ({ of: tenant.accepted.length, broken: disordered(tenant) }),
  },
  {
    what: 'the provider accepted what the store calls accepted, and nothing that it calls refused',
    look({ outbound, accepted }) {
      const taken = new Set(accepted.map(refOf));
      return each(outbound, ({ id, state }) => {
        if (state === 'accepted') return taken.has(id) ? undefined : `${id} is accepted and never arrived`;
        return state !== 'unsettled' && taken.has(id) ? `${id} is ${state} and arrived` : undefined;
      });
    },
  },
  {
    what: "the provider's delivery updates are recorded",
    look({ accepted, outbound, insists, early }) {
      const known = byId(outbound);
      const lost = early.map((id) => `${id} was kept for a message that never came`);
      // One that repeats its updates until they are taken has told of every delivery; that also settles lost answers.
      if (!insists) return { of: 0, broken: lost };
      const found = each(accepted.map(refOf), (ref) => {
        const message = known.get(ref);
        const isTold = !message || (message.state === 'accepted' && message.receipts.deliveredAt > 0);
        return isTold ? undefined : `${ref} is ${message.state}`;
      });
      return { of: found.of, broken: [...found.broken, ...lost] };
    },
  },
  {
    what: 'sends went through the current account, and no account was paused',
    look({ outbound, accounts, current, paused, conversations }) {
      const senders = new Set(conversations.map(({ senderId }) => senderId));
      const called = outbound.flatMap(({ senderId, attempts }) => attempts.map(({ accountId }) => ({ senderId, accountId })));
      const found = each(called, ({ senderId, accountId }) =>
        accountId === current[senderId] ? undefined : `account ${accountId} is not the current one of ${senderId}`,
      );
      return {
        of: found.of,
        broken: [
          ...found.broken,
          ...paused.map((id) => `${id} is paused`),
          ...broken([...senders], (id) =>
            accounts.some((one) => one.id === current[id] && one.senderId === id) ? undefined : `${id} has no current account`,
          ),
        ],
      };
    },
  },
];

function byId(outbound: readonly Sent[]): ReadonlyMap<string, Sent> {
  return new Map(outbound.map((message) => [message.id, message]));
}

/** Every reply carries the instant of its turn. As many as its turn says, and none without a turn. */
function notDecided({ turns, outbound }: Stored): readonly string[] {
  const at = (conversationId: string, instant: number) => `${conversationId} ${instant}`;
  const said = Map.groupBy(outbound, ({ conversationId, order }) => at(conversationId, Number(order.split('.')[0])));
  const decided = Map.groupBy(turns, (turn) => at(turn.conversationId, turn.at));
  return [...new Set([...said.keys(), ...decided.keys()])].flatMap((key) => {
    const wanted = (decided.get(key) ?? []).flatMap(({ effects }) => effects.filter((effect) => effect['kind'] === 'say')).length;
    const there = said.get(key)?.length ?? 0;
    return there === wanted ? [] : [`${key}: ${wanted} decided, ${there} there`];
  });
}

function misdirected(tenant: TenantEvidence) {
  const numbers = new Map(tenant.speakers.map(({ id, number }) => [id, number]));
  const [names, known] = [numbersOf(tenant), byId(tenant.outbound)];
  const contactOf = new Map(tenant.conversations.map(({ id, contactId }) => [id, contactId]));
  return each(tenant.accepted, (send) => {
    const message = known.get(refOf(send));
    const meant = message && names.get(contactOf.get(message.conversationId) ?? '');
    return meant === undefined || meant === numbers.get(send.to) ? undefined : `${send.id} went to somebody else`;
  });
}

function disordered({ accepted, outbound }: TenantEvidence): readonly string[] {
  const known = byId(outbound);
  return [...Map.groupBy(accepted, ({ to }) => to).values()].flatMap((sends) => {
    const orders = sends.flatMap((send) => known.get(refOf(send))?.order ?? []);
    return orders.filter((order, n) => n > 0 && order < (orders[n - 1] ?? '')).map((order) => `${order} came after a later one`);
  });
}

/** Our message id: Meta carries it as it is, Twilio in the query of the callback. */
function refOf({ ref = '' }: TenantEvidence['accepted'][number]): string {
  return URL.canParse(ref) ? (new URL(ref).searchParams.get('ref') ?? ref) : ref;
}
