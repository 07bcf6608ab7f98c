import { metaCloud } from '#adapters/meta-cloud/index.ts';
import type { SqliteEngine } from '#adapters/sqlite/index.ts';
import { counts } from '#app/counts.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Conversation, conversations, messages } from '#contracts/records/messaging.ts';
import { type Sender, senders, tenants } from '#contracts/records/platform.ts';
import { type Stored, insert, replace } from '#contracts/store.ts';
import { sending } from '#core/messaging/attempts.ts';
import { ingest } from '#core/arrivals/ingest.ts';
import { channelSource } from '#core/messaging/channel-source.ts';
import { accept } from '#core/messaging/send-outcomes.ts';
import { wantMessages } from '#core/messaging/want-message.ts';
import type { Random } from '#sandbox/shared/random.ts';
import type { TestClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';
import { recorder } from '#core/messaging/recorder.ts';
import { META, signatureOf } from '../../bench/webhook-bodies.ts';
import { NUMBERS, people, statusOf } from './people.ts';

export const TENANT = 'replayed';
const AT_ONCE = 500;
const PEOPLE = 2_000;

const SENDERS: readonly Sender[] = NUMBERS.map((_, n) => ({
  id: `number-${n}`,
  tenantId: TENANT,
  displayNumber: '+442079460018',
  identityScope: 'portfolio',
}));

interface Planting {
  readonly engine: SqliteEngine;
  readonly clock: TestClock;
  readonly newId: NewId;
  readonly random: Random;
  readonly told: (messages: number) => void;
}

/**
 * Lets customers write and be answered, by the way that messages really take: signed webhooks, ingest, bus, recorder. In rounds, in
 * which everybody says one thing, out of order and some of it delivered twice.
 */
export async function plant({ engine, clock, newId, random, told }: Planting, wanted: number): Promise<void> {
  const { store, bus } = engine;
  await store.platform.commit([
    insert(tenants, { id: TENANT, name: 'Replayed', createdAt: clock.now() }),
    ...SENDERS.map((sender) => insert(senders, sender)),
  ]);
  const tenant = store.tenant(TENANT);
  const take = ingest({ store, clock, metrics: counts() });
  const connection = metaCloud.connect(
    metaCloud.connectionConfig.parse({ appSecrets: [META.appSecret], verifyToken: META.verifyToken }),
    { log: quietLog },
  );
  const open = channelSource({
    id: META.connectionId,
    name: metaCloud.name,
    connection,
    senderOf: async (number: string) => SENDERS[NUMBERS.findIndex((known) => known === number)],
    tenantsOf: async () => [],
  });
  const consumer = recorder(store, newId, { changed() {}, follow: () => () => {} });
  await using _recorder = bus.subscribe(consumer);
  const customers = people(PEOPLE, random);
  let later: object[] = [];

  for (let done = 0; done < wanted; done += PEOPLE) {
    clock.advance(1_500);
    const said = Array.from({ length: Math.min(PEOPLE, wanted - done) }, (_, n) =>
      customers.says(n, Math.floor(clock.now() / 1_000)),
    );
    const round = [...said, ...later];
    const twice = round.filter(() => random() < 0.05);
    await deliver(shuffled([...round, ...twice], random));
    await drained();
    later = await answer();
    told(Math.min(done + PEOPLE, wanted));
  }
  await deliver(later);
  await drained();

  async function deliver(changes: readonly object[]): Promise<void> {
    for (let n = 0; n < changes.length; n += AT_ONCE) {
      clock.advance(20);
      await Promise.all(changes.slice(n, n + AT_ONCE).map(post));
    }
  }

  async function post(change: object): Promise<void> {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: META.wabaId, changes: [change] }] });
    const headers = { 'x-hub-signature-256': signatureOf(body) };
    const { kind } = await take(open, { method: 'POST', url: '', headers, body: Buffer.from(body) });
    if (kind !== 'stored') throw new Error('a webhook was not stored');
  }

  async function drained(): Promise<void> {
    for (let lag = await bus.lag(consumer); lag.waiting > 0; lag = await bus.lag(consumer))
      await new Promise((next) => setTimeout(next, 50));
    const { parked } = await bus.lag(consumer);
    if (parked > 0) throw new Error(`${parked} events were parked: ${(await bus.parked(TENANT))[0]?.reason}`);
  }

  /** Answers a few of the latest conversations, and says what Meta will tell of them: some of it before the send is answered. */
  async function answer(): Promise<object[]> {
    const page = await tenant.find(conversations, { by: 'byLastAt', equals: [], order: 'desc', limit: 200 });
    const fates = page.items.filter(() => random() < 0.5).map((conversation) => ({ conversation, ...fate() }));
    return (await Promise.all(fates.map(answerOne))).flat();
  }

  function fate() {
    return {
      id: newId(),
      last: random() < 0.1 ? 'failed' : 'read',
      code: random() < 0.5 ? 131_026 : 131_047,
      withRef: [random() < 0.5, random() < 0.5, random() < 0.5],
      toldEarly: random() < 0.3,
      // Of some, Meta never answers: a status with our id settles those.
      isAnswered: random() < 0.9,
    };
  }

  type Fate = ReturnType<typeof fate> & { readonly conversation: Stored<Conversation> };
  async function answerOne({ conversation, id, last, code, withRef, toldEarly, isAnswered }: Fate): Promise<object[]> {
    const now = clock.now();
    const { senderId } = conversation.value;
    await tenant.commit(wantMessages(conversation, [{ id, author: 'bot', content: { kind: 'text', body: 'ours' } }], now).writes);
    const was = await tenant.get(messages, id);
    if (was?.value.direction !== 'out') throw new Error('what was wanted is not there');
    await tenant.commit([replace(messages, was, sending(was.value, { at: now, accountId: 'account', sentAs: '' }, []))]);

    const number = NUMBERS[SENDERS.findIndex((sender) => sender.id === senderId)] ?? '';
    const providerMessageId = `wamid.out.${id}`;
    const told = ['sent', 'delivered', last].map((status, n) =>
      statusOf(number, {
        id: providerMessageId,
        status,
        timestamp: String(Math.floor(now / 1_000)),
        recipient_id: '15550001111',
        ...(withRef[n] ? { biz_opaque_callback_data: id } : {}),
        ...(status === 'failed' ? { errors: [{ code }] } : {}),
      }),
    );
    if (toldEarly) await Promise.all(told.splice(0, 1).map(post));
    if (isAnswered) await accept(tenant, id, { senderId, providerMessageId }, now);
    return told;
  }
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => [random(), item] as const)
    .toSorted(([a], [b]) => a - b)
    .map(([, item]) => item);
}
