import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import * as t from '#app/tokens.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { everything } from '#core/walking/everything.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { atMost } from './bars.ts';
import { round } from './figures.ts';
import { benchSettings, plantBoth } from './planted.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';
import { type Tapped, META, customerOf, signatureOf, webhookBody } from './webhook-bodies.ts';

/** What a customer taps, the last step first. */
const LEADS_ON = ['confirm:', 'at:', 'day:', 'staff:*', 'service:', 'book'];
const CUSTOMERS = 290;
/** Their records are there before the file is measured for the first time, so tables and first pages are not counted. */
const EARLIER = 30;
/** Customers who write at the same moment. */
const AT_ONCE = 32;
/** Everything but the sender and the media: nothing leaves. */
const IDLE = ['sender', 'media'];
const TARGET_KB = 8;

/**
 * What the data file of the embedded store grows by for each message of a customer, with everything that follows from it: raw log, message,
 * conversation, inbox row, reply, turn, booking, events, audit, counts and marks. The write-ahead log is written back first.
 */
export async function benchDisk(): Promise<BenchRow[]> {
  await using folder = await scratch();
  const file = join(folder.path, 'deskbell.db');
  await using opened = new AsyncDisposableStack();
  const app = await open(benchSettings(folder.path), {}, opened);
  const store = resolve(app, t.STORE);
  await plantBoth(store, resolve(app, t.SECRETS), resolve(app, t.CLOCK));
  const salon = store.tenant('juniper');
  const connection = await resolve(app, t.CONNECTIONS)('meta-cloud', META.connectionId);
  if (!connection) throw new Error('the bench planted no connection');
  const ingest = resolve(app, t.INGEST);
  /** Conversations by the customer's user id. */
  const threads = new Map<string, string>();
  let said = 0;
  for (const consumer of resolve(app, t.CONSUMERS))
    if (!IDLE.includes(consumer.name)) opened.use(resolve(app, t.BUS).subscribe(consumer));

  await talk(0, EARLIER);
  const before = await measured();
  said = 0;
  await talk(EARLIER, CUSTOMERS);
  const after = await measured();
  const kB = (after.bytes - before.bytes) / said / 1000;
  return [
    {
      name: `disk per inbound message, over ${said} messages of customers who book`,
      value: round(kB),
      unit: 'kB',
      ...atMost(TARGET_KB, 'kB', kB),
    },
    ...[...after.parts]
      .map(([name, bytes]) => ({ name, bytes: (bytes - (before.parts.get(name) ?? 0)) / said }))
      .filter(({ bytes }) => bytes >= 1)
      .toSorted((a, b) => b.bytes - a.bytes)
      .map(({ name, bytes }) => ({ name: `  of it in ${name}`, value: round(bytes), unit: 'B' })),
  ];

  /** Each of them books. Whoever finds the chosen time taken by a neighbour chooses again. */
  async function talk(from: number, to: number): Promise<void> {
    for (let first = from; first < to; first += AT_ONCE) {
      const customers = Array.from({ length: Math.min(AT_ONCE, to - first) }, (_, n) => first + n);
      await Promise.all(customers.map((customer) => say(customer, 'hi')));
      await idle();
      await findThreads();
      for (let talking = customers; talking.length > 0;) {
        const done = await Promise.all(talking.map(tap));
        await idle();
        talking = talking.filter((_, n) => !done[n]);
      }
    }
  }

  /** Taps what leads on, and says whether that confirmed the booking. */
  async function tap(customer: number): Promise<boolean> {
    const offered = await offeredTo(customer);
    const wanted = LEADS_ON.find((one) => offered.some(({ id }) => id.startsWith(one)));
    const fitting = offered.filter(({ id }) => wanted !== undefined && id.startsWith(wanted));
    const tapped = fitting[customer % fitting.length];
    if (!tapped) throw new Error(`the bot offered ${offered.map(({ id }) => id).join(', ') || 'nothing'}`);
    await say(customer, '', tapped);
    return wanted === 'confirm:';
  }

  async function say(customer: number, text: string, tapped?: Tapped): Promise<void> {
    const body = webhookBody({ run: `disk.${(said += 1)}`, number: customer, people: CUSTOMERS, text, tapped });
    const headers = { 'x-hub-signature-256': signatureOf(body) };
    const { kind } = await ingest(connection!, { method: 'POST', url: '', headers, body: Buffer.from(body) });
    if (kind !== 'stored') throw new Error(`a webhook was ${kind}`);
  }

  async function offeredTo(customer: number): Promise<readonly Tapped[]> {
    const id = threads.get(customerOf(customer, CUSTOMERS).userId) ?? '';
    const { items } = await salon.find(messages, { by: 'byConversation', equals: [id], order: 'desc', limit: 4 });
    return items.flatMap(({ value }) => (value.direction === 'out' ? tappable(value.content) : []));
  }

  async function findThreads(): Promise<void> {
    for await (const { value } of everything(salon, conversations, { by: 'byLastAt', equals: [] }))
      if (value.to.userId !== undefined) threads.set(value.to.userId, value.id);
  }

  async function idle(): Promise<void> {
    const lags = resolve(app, t.LAGS);
    while (Object.entries(await lags()).some(([name, { waiting }]) => !IDLE.includes(name) && waiting > 0))
      await new Promise((done) => setTimeout(done, 5));
  }

  async function measured() {
    const db = new DatabaseSync(file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const parts = new Map<string, number>();
    for (const row of partsOf(db)) parts.set(String(row['name']), Number(row['bytes']));
    db.close();
    return { bytes: (await stat(file)).size, parts };
  }
}

function partsOf(db: DatabaseSync) {
  return db.prepare('SELECT name, sum(pgsize) AS bytes FROM dbstat GROUP BY name').all();
}

function tappable(content: OutboundContent): readonly Tapped[] {
  if (content.kind === 'buttons') return content.buttons.map(({ id, title }) => ({ id, title, by: 'button' }));
  if (content.kind !== 'list') return [];
  return content.sections.flatMap(({ rows }) => rows.map(({ id, title }) => ({ id, title, by: 'list' as const })));
}
