import fc from 'fast-check';
import { z } from 'zod';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { counts } from '#app/counts.ts';
import { inboundArrived } from '#contracts/events/arrivals.ts';
import type { NewEvent } from '#contracts/event.ts';
import { type InboundEvent, type StatusReceived, inboundEvent } from '#contracts/inbound.ts';
import { collections } from '#app/subjects.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { type Sender, senders } from '#contracts/records/platform.ts';
import { type Store, insert, replace } from '#contracts/store.ts';
import { sending } from '#core/messaging/attempts.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { recordStatus } from '#core/messaging/record-status.ts';
import { accept } from '#core/messaging/send-outcomes.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import type { Normalize } from '#core/replay/normalize.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';

export const TENANT = 'tenant-1';

/** Two business numbers of one tenant, within one portfolio. */
const NUMBERS = ['100', '200'] as const;
const SENDERS: readonly Sender[] = NUMBERS.map((number) => ({
  id: `sender-${number}`,
  tenantId: TENANT,
  displayNumber: '+34910000001',
  identityScope: 'portfolio-1',
}));

const written = z.object({ n: z.int(), events: z.array(inboundEvent) });

/** The test channel writes its events as they are. */
export const normalize: Normalize = (_, raw) => [{ raw, events: written.parse(JSON.parse(raw)).events }];

const person = fc.integer({ min: 0, max: 2 });
const number = fc.integer({ min: 0, max: 1 });
export const deed = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('hear' as const),
      person,
      number,
      knownBy: fc.constantFrom('both', 'phone', 'user'),
      lateMs: fc.constantFrom(0, 0, 900, 4_000),
      media: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('tellAgain' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), person, to: person, number }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('handle' as const), most: fc.integer({ min: 1, max: 6 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('say' as const), which: fc.nat(9), times: fc.integer({ min: 1, max: 2 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('accept' as const), which: fc.nat(9) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('status' as const),
      which: fc.nat(9),
      status: fc.constantFrom('sent' as const, 'delivered' as const, 'read' as const, 'failed' as const),
      withRef: fc.boolean(),
      code: fc.constantFrom('131026', '131047'),
      number,
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 1_000) }) },
);
export type Deed = typeof deed extends fc.Arbitrary<infer D> ? D : never;

type Parts = Omit<Parameters<typeof openSqlite>[0], 'file'>;
type Opened = AsyncDisposable & { readonly store: Store };

export async function freshStore(): Promise<Opened> {
  return openSqlite({ file: ':memory:', collections, clock: testClock(), log: quietLog, newId: countedIds() });
}

/**
 * A small desk with nothing in between: webhooks go through the real ingest, and their events wait until they are handled, in
 * the order of `next`. What we say is sent and accepted by hand.
 */
export async function world(
  next: (waiting: number) => number = () => 0,
  /** What the version that takes the webhooks makes of an event. */
  understood: (event: InboundEvent) => InboundEvent = (event) => event,
  open: (parts: Parts) => Promise<Opened> = (parts) => openSqlite({ ...parts, file: ':memory:' }),
) {
  const clock = testClock();
  const newId = countedIds();
  const engine = await open({ collections, clock, log: quietLog, newId });
  const { store } = engine;
  await store.platform.commit(SENDERS.map((sender) => insert(senders, sender)));
  const tenant = store.tenant(TENANT);
  const waiting: NewEvent[] = [];
  const listening: Store = {
    ...store,
    tenant: (id) => {
      const own = store.tenant(id);
      return {
        ...own,
        async commit(lines, events = []) {
          const outcome = await own.commit(lines, events);
          if (outcome.kind === 'committed') waiting.push(...events);
          return outcome;
        },
      };
    },
  };
  const take = ingest({ store: listening, clock, metrics: counts() });
  const record = recordMessage(newId);
  const said: { id: string; conversationId: string; sent: boolean }[] = [];
  const told: { message: InboundEvent; number: number }[] = [];
  let n = 0;

  async function deliver(events: readonly InboundEvent[], number: number): Promise<void> {
    const sender = SENDERS[number] ?? SENDERS[0]!;
    const raw = JSON.stringify({ n: (n += 1), events });
    const part = { address: NUMBERS[number] ?? NUMBERS[0], raw, events: events.map(understood) };
    await take(
      channelSource({
        id: 'connection-1',
        name: 'test',
        connection: {
          acknowledgement: { status: 200, type: 'text/plain', body: '' },
          handshake: () => undefined,
          receive: () => [part],
        },
        senderOf: async () => sender,
        tenantsOf: async () => [],
      }),
      { method: 'POST', url: '', headers: {}, body: new Uint8Array() },
    );
  }

  async function handle(event: NewEvent): Promise<void> {
    const arrived = inboundArrived.parse(event.data);
    const sender = SENDERS.find(({ id }) => id === arrived.senderId)!;
    if (arrived.event.kind === 'message') await record(tenant, sender, arrived, arrived.event);
    if (arrived.event.kind === 'status') await recordStatus(tenant, sender, arrived.event, arrived.receivedAt);
  }

  async function handleSome(most: number): Promise<void> {
    for (let left = most; left > 0 && waiting.length > 0; left -= 1) {
      const [event] = waiting.splice(next(waiting.length), 1);
      if (event) await handle(event);
    }
  }

  async function perform(one: Deed): Promise<void> {
    switch (one.do) {
      case 'hear': {
        const content = one.media
          ? ({ kind: 'media', media: 'image', source: { mimeType: 'image/png' } } as const)
          : ({ kind: 'text', body: `text ${n}` } as const);
        const message: InboundEvent = {
          kind: 'message',
          providerMessageId: `in-${n}`,
          from: whoIs(one.person, one.knownBy),
          profileName: `Name ${n % 3}`,
          at: clock.now() - one.lateMs,
          content,
        };
        told.push({ message, number: one.number });
        return deliver([message], one.number);
      }
      // The same message in another webhook: its neighbours are others, so nothing says that it is no new one but its id.
      case 'tellAgain': {
        const before = told[one.which % (told.length || 1)];
        return before && deliver([before.message], before.number);
      }
      case 'move': {
        const content = { kind: 'system', change: 'number_changed', was: { phone: phoneOf(one.person) } } as const;
        return deliver(
          [{ kind: 'message', providerMessageId: `in-${n}`, from: { phone: phoneOf(one.to) }, at: clock.now(), content }],
          one.number,
        );
      }
      case 'handle':
        return handleSome(one.most);
      case 'say':
        return say(one.which, one.times);
      case 'accept':
        return send(one.which);
      case 'status': {
        const about = said.length === 0 ? undefined : said[one.which % said.length];
        const status: StatusReceived = {
          kind: 'status',
          providerMessageId: about ? `out-${about.id}` : 'of-somebody-else',
          status: one.status,
          at: clock.now(),
          errors: one.status === 'failed' ? [{ code: one.code }] : [],
          ...(one.withRef && about?.sent ? { ref: about.id } : {}),
        };
        return deliver([status], one.number);
      }
      case 'wait':
        clock.advance(one.ms);
    }
  }

  async function say(which: number, times: number): Promise<void> {
    const { items } = await tenant.find(conversations, { by: 'byLastAt', equals: [], limit: 100 });
    const to = items[which % (items.length || 1)];
    if (!to) return;
    const wanted = Array.from({ length: times }, () => ({
      id: newId(),
      author: 'bot' as const,
      content: { kind: 'text' as const, body: 'ours' },
    }));
    const { writes, events } = wantMessages(to, wanted, clock.now());
    await tenant.commit(writes, events);
    said.push(...wanted.map(({ id }) => ({ id, conversationId: to.value.id, sent: false })));
  }

  /** The first time it is marked as sending, the second time it is accepted. */
  async function send(which: number): Promise<void> {
    const one = said.length === 0 ? undefined : said[which % said.length];
    const found = one && (await tenant.get(messages, one.id));
    if (found?.value.direction !== 'out' || !one) return;
    if (!one.sent)
      await tenant.commit([replace(messages, found, sending(found.value, { at: clock.now(), accountId: 'a', sentAs: '' }, []))]);
    else {
      const senderId = (await tenant.get(conversations, one.conversationId))?.value.senderId ?? '';
      await accept(tenant, one.id, { senderId, providerMessageId: `out-${one.id}` }, clock.now());
    }
    one.sent = true;
  }

  return {
    [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose](),
    store,
    tenant,
    clock,
    /** The tenant's store, whose events are handled with the others. */
    listening: listening.tenant(TENANT),
    deliver,
    settle: () => handleSome(waiting.length),
    async live(deeds: readonly Deed[]) {
      for (const one of deeds) await perform(one);
      await this.settle();
    },
  };
}

function phoneOf(person: number): string {
  return `+3460000000${person}`;
}

function whoIs(person: number, knownBy: string) {
  return {
    ...(knownBy === 'user' ? {} : { phone: phoneOf(person) }),
    ...(knownBy === 'phone' ? {} : { userId: `ES.${person}` }),
  };
}
