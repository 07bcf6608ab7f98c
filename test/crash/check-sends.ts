import { type Check, broken, numbersOf, twice } from './check.ts';
import type { Sent, TenantEvidence } from './evidence.ts';

const ENDED: readonly Sent['state'][] = ['accepted', 'refused', 'expired', 'cancelled', 'unsettled'];

/** What was said to customers: as the turns decided, never twice, to the right person, in order, and nothing left open. */
export function sendChecks(tenant: TenantEvidence): readonly Check[] {
  const { outbound, accepted, unsettled, turns, insists } = tenant;
  const refs = accepted.map(refOf);
  const taken = new Set(refs);
  const known = new Map(outbound.map((message) => [message.id, message]));
  const stateOf = (state: Sent['state']) => outbound.filter((message) => message.state === state);

  return [
    { what: 'replies match what the turns decided', of: turns.length, broken: notDecided(tenant) },
    { what: 'the provider accepted each send once', of: accepted.length, broken: twice(refs) },
    {
      what: 'everything that the provider accepted is ours',
      of: accepted.length,
      broken: broken(refs, (ref) => (known.has(ref) ? undefined : `${ref} is not in the store`)),
    },
    { what: 'sends went to the customer of their conversation', of: accepted.length, broken: misdirected(tenant, known) },
    { what: 'replies reached the phone in order', of: accepted.length, broken: disordered(tenant, known) },
    {
      what: 'every outgoing message reached a final state',
      of: outbound.length,
      broken: broken(outbound, ({ id, state }) => (ENDED.includes(state) ? undefined : `${id} is ${state}`)),
    },
    {
      what: 'sends without an answer are listed as unsettled',
      of: stateOf('unsettled').length,
      mayBeNone: true,
      broken: [
        ...broken(stateOf('unsettled'), ({ id }) => (unsettled.includes(id) ? undefined : `${id} is not listed`)),
        ...broken(unsettled, (id) =>
          known.get(id)?.state === 'unsettled' ? undefined : `${id} is listed and ${known.get(id)?.state}`,
        ),
      ],
    },
    {
      what: 'the provider accepted what the store calls accepted, and nothing that it calls refused',
      of: outbound.length,
      broken: broken(outbound, ({ id, state }) => {
        if (state === 'accepted') return taken.has(id) ? undefined : `${id} is accepted and never arrived`;
        return state !== 'unsettled' && taken.has(id) ? `${id} is ${state} and arrived` : undefined;
      }),
    },
    {
      what: 'every refusal has a reason',
      of: stateOf('refused').length,
      mayBeNone: true,
      broken: broken(stateOf('refused'), ({ id, attempts }) =>
        attempts.at(-1)?.code === undefined ? `${id} gives no reason` : undefined,
      ),
    },
    ...(insists ? [deliveries(accepted.map(refOf), known)] : []),
  ];
}

/** A provider that repeats its statuses until they are taken has told of every delivery; that also settles lost answers. */
function deliveries(refs: readonly string[], known: ReadonlyMap<string, Sent>): Check {
  return {
    what: "the provider's delivery updates are recorded",
    of: refs.length,
    broken: broken(refs, (ref) => {
      const message = known.get(ref);
      return message && (message.state !== 'accepted' || message.receipts.deliveredAt === 0)
        ? `${ref} is ${message.state}`
        : undefined;
    }),
  };
}

/** Every reply carries the instant of its turn. As many as its turn says, and none without a turn. */
function notDecided({ turns, outbound }: TenantEvidence): readonly string[] {
  const at = (conversationId: string, instant: number) => `${conversationId} ${instant}`;
  const said = Map.groupBy(outbound, ({ conversationId, order }) => at(conversationId, Number(order.split('.')[0])));
  const decided = Map.groupBy(turns, (turn) => at(turn.conversationId, turn.at));
  return [...new Set([...said.keys(), ...decided.keys()])].flatMap((key) => {
    const wanted = (decided.get(key) ?? []).flatMap(({ effects }) => effects.filter((effect) => effect['kind'] === 'say')).length;
    const there = said.get(key)?.length ?? 0;
    return there === wanted ? [] : [`${key}: ${wanted} decided, ${there} there`];
  });
}

function misdirected(tenant: TenantEvidence, known: ReadonlyMap<string, Sent>): readonly string[] {
  const numbers = new Map(tenant.speakers.map(({ id, number }) => [id, number]));
  const names = numbersOf(tenant);
  const contactOf = new Map(tenant.conversations.map(({ id, contactId }) => [id, contactId]));
  return broken(tenant.accepted, (send) => {
    const message = known.get(refOf(send));
    const meant = message && names.get(contactOf.get(message.conversationId) ?? '');
    return meant === undefined || meant === numbers.get(send.to) ? undefined : `${send.id} went to somebody else`;
  });
}

function disordered({ accepted }: TenantEvidence, known: ReadonlyMap<string, Sent>): readonly string[] {
  return [...Map.groupBy(accepted, ({ to }) => to).values()].flatMap((sends) => {
    const orders = sends.flatMap((send) => known.get(refOf(send))?.order ?? []);
    return orders.filter((order, n) => n > 0 && order < (orders[n - 1] ?? '')).map((order) => `${order} came after a later one`);
  });
}

/** Our message id: Meta carries it as it is, Twilio in the query of the callback. */
function refOf({ ref = '' }: TenantEvidence['accepted'][number]): string {
  return URL.canParse(ref) ? (new URL(ref).searchParams.get('ref') ?? ref) : ref;
}
