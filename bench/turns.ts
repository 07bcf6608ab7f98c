import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { pinoLog } from '#app/pino-log.ts';
import { randomIds } from '#app/random-ids.ts';
import { systemClock } from '#app/system-clock.ts';
import type { InboundContent, OutboundContent } from '#contracts/content.ts';
import { collections } from '#app/subjects.ts';
import { bookings } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { messages } from '#contracts/records/messaging.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type Store, type TenantStore, insert } from '#contracts/store.ts';
import { native } from '#core/booking/native.ts';
import { takeTurn } from '#core/dialogue/take-turn.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { demoTenants } from '#sandbox/tenants/demo.ts';
import { median, round } from './figures.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';

/** As many parallel conversations as the embedded bus handles. */
const AT_ONCE = 64;
const WARM_UPS = 2;
const ROUNDS = 5;
/** Writes "hi" and then taps: book, a service, anyone, a day, a time, confirm. */
const TURNS = 7;

/**
 * A customer's whole booking in the chat, without Flows. Each message is recorded, its turn is taken and its replies are wanted,
 * durably each time. The floor only writes as many rows of the same size, with one group commit for as many parallel turns.
 */
export async function benchTurns(): Promise<BenchRow[]> {
  await using folder = await scratch();
  await using engine = await openSqlite({
    file: join(folder.path, 'ours.db'),
    collections,
    clock: systemClock,
    log: pinoLog('error'),
    newId: randomIds(systemClock),
  });
  const desks = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => openDesk(engine.store, `bench-${n}`)));
  const floor = bareRows(join(folder.path, 'floor.db'));

  const seconds: number[] = [];
  const floors: number[] = [];
  for (let n = 0; n < WARM_UPS + ROUNDS; n += 1) {
    for (const desk of desks) desk.written.rows = desk.written.bytes = 0;
    const started = performance.now();
    await Promise.all(desks.map((desk) => desk.book(n)));
    const took = (performance.now() - started) / 1000;
    const rows = sum(desks.map(({ written }) => written.rows));
    const floorTook = floor(rows, Math.round(sum(desks.map(({ written }) => written.bytes)) / rows), TURNS);
    if (n >= WARM_UPS) {
      seconds.push(took);
      floors.push(floorTook);
    }
  }
  await everyoneBooked(desks.map(({ store }) => store));

  const turns = AT_ONCE * TURNS;
  const rowsPerTurn = sum(desks.map(({ written }) => written.rows)) / turns;
  const perSecond = turns / median(seconds);
  const floorPerSecond = turns / median(floors);
  return [
    {
      name: `dialogue turns of a booking in chat, ${AT_ONCE} at once (${round(1000 / perSecond)} ms each, ${round(rowsPerTurn)} rows)`,
      value: round(perSecond),
      unit: '/s',
      floor: round(floorPerSecond),
      floorName: 'the same number of bare rows, one fsync for all turns at once',
      ratio: round(median(seconds.map((took, n) => (floors[n] ?? Number.NaN) / took))),
    },
  ];
}

async function openDesk(store: Store, id: string) {
  const [salon] = demoTenants('http://127.0.0.1:9/pictures');
  if (!salon) throw new RangeError('the demo has a salon');
  const own = store.tenant(id);
  await own.commit([
    insert(profiles, salon.profile),
    ...salon.staff.map((member) => insert(staff, member)),
    ...salon.services.map((service) => insert(services, service)),
  ]);
  const written = { rows: 0, bytes: 0 };
  const counted = counting(own, written);
  const needs = { clock: systemClock, newId: randomIds(systemClock) };
  const record = recordMessage(needs.newId);
  const turn = takeTurn({ ...needs, scheduling: native(needs) });
  const sender: Sender = {
    id: `${id}-sender`,
    tenantId: id,
    displayNumber: salon.number,
    identityScope: 'bench',
  };

  /** One message of a customer, and the choices in the answer. */
  async function say(customer: number, number: number, content: InboundContent): Promise<readonly string[]> {
    const now = systemClock.now();
    const event = {
      kind: 'message' as const,
      providerMessageId: `wamid.${customer}.${number}`,
      from: { phone: `+44770090${String(customer).padStart(4, '0')}` },
      at: now,
      content,
    };
    const order = `${String(now).padStart(15, '0')}.${number}`;
    const arrived = {
      connectionId: 'bench',
      senderId: sender.id,
      channel: 'meta-cloud',
      rawId: 'bench',
      order,
      receivedAt: now,
      event,
    };
    const recorded = await record(counted, sender, arrived, event);
    await turn(counted, recorded.conversationId, { kind: 'message', messageId: recorded.messageId });
    const page = await own.find(messages, { by: 'byConversation', equals: [recorded.conversationId], order: 'desc', limit: 4 });
    return page.items.flatMap(({ value }) => (value.direction === 'out' ? tappable(value.content) : []));
  }

  async function book(customer: number): Promise<void> {
    let offered = await say(customer, 0, { kind: 'text', body: 'hi' });
    for (const [n, wanted] of ['book', 'service:', 'staff:*', 'day:', 'at:', 'confirm:'].entries()) {
      const id = offered.find((one) => one.startsWith(wanted));
      if (id === undefined) throw new Error(`the bot offered ${offered.join(', ') || 'nothing'} and no ${wanted}`);
      offered = await say(customer, n + 1, { kind: 'choice', by: 'list', id, title: id });
    }
  }

  return { store: own, book, written };
}

function tappable(content: OutboundContent): readonly string[] {
  if (content.kind === 'buttons') return content.buttons.map(({ id }) => id);
  return content.kind === 'list' ? content.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) : [];
}

function counting(store: TenantStore, written: { rows: number; bytes: number }): TenantStore {
  return {
    ...store,
    commit(writes, events = []) {
      const bodies = [...writes.flatMap((write) => ('value' in write ? [write.value] : [])), ...events];
      written.rows += bodies.length;
      for (const body of bodies) written.bytes += JSON.stringify(body).length;
      return store.commit(writes, events);
    },
  };
}

/** Writes `rows` rows of `bytes` bytes in this many groups. Returns the seconds it took. */
function bareRows(file: string): (rows: number, bytes: number, groups: number) => number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const row = db.prepare('INSERT INTO rows (body) VALUES (?)');
  return (rows, bytes, groups) => {
    const body = 'x'.repeat(bytes);
    const started = performance.now();
    for (let group = 0; group < groups; group += 1) {
      db.exec('BEGIN IMMEDIATE');
      for (let n = 0; n < rows / groups; n += 1) row.run(body);
      db.exec('COMMIT');
    }
    return (performance.now() - started) / 1000;
  };
}

/** Checks that every booking was made. A dialogue that apologizes at each turn would be fast. */
async function everyoneBooked(stores: readonly TenantStore[]): Promise<void> {
  for (const store of stores) {
    const page = await store.find(bookings, { by: 'byStart', equals: [], from: systemClock.now(), limit: 100 });
    const confirmed = page.items.filter(({ value }) => value.state === 'confirmed').length;
    if (confirmed !== WARM_UPS + ROUNDS) throw new Error(`${confirmed} of ${WARM_UPS + ROUNDS} customers have a booking`);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
