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
import { type CatalogOf, catalogBook } from '#core/catalog/catalog.ts';
import { catalogVersioned } from '#core/catalog/versioned.ts';
import { takeTurn } from '#core/dialogue/take-turn.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { demoTenants } from '#sandbox/tenants/demo.ts';
import { atMost } from './bars.ts';
import { median, round as figure } from './figures.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';

/** As many parallel conversations as the embedded bus handles. */
const AT_ONCE = 64;
/** Enough for V8 to compile the hot code. */
const WARM_UPS = 6;
const ROUNDS = 8;
/** "hi", then the options to tap. */
const STEPS = ['hi', 'book', 'service:', 'staff:*', 'day:', 'at:', 'confirm:'];
const TURNS = STEPS.length;

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
  const store = catalogVersioned(engine.store, randomIds(systemClock));
  const catalogOf = catalogBook();
  const desks = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => openDesk(store, `bench-${n}`, catalogOf)));
  const floor = bareRows(join(folder.path, 'floor.db'));

  const rounds: Round[] = [];
  for (let n = 0; n < WARM_UPS + ROUNDS; n += 1) {
    const took = await round(n);
    if (n >= WARM_UPS) rounds.push(took);
  }
  await everyoneBooked(desks.map(({ store: own }) => own));

  const turns = AT_ONCE * TURNS;
  const cpuMs = median(rounds.map((one) => one.cpuMs)) / turns;
  const perSecond = turns / median(rounds.map((one) => one.seconds));
  return [
    {
      name: `processor of a turn of a booking in chat, ${AT_ONCE} at once (${figure(median(rounds.map((one) => one.reads)) / turns)} reads of the store)`,
      value: figure(cpuMs),
      unit: 'ms',
      ...atMost(0.5, 'ms', cpuMs),
    },
    {
      name: `turns of a booking in chat, ${AT_ONCE} at once (${figure(median(rounds.map((one) => one.rows)) / turns)} rows)`,
      value: figure(perSecond),
      unit: '/s',
      floor: figure(turns / median(rounds.map((one) => one.floorSeconds))),
      floorName: 'the same number of bare rows, one fsync for all turns at once',
      ratio: figure(median(rounds.map((one) => one.floorSeconds / one.seconds))),
    },
  ];

  /** All desks take each step together. The messages of a step are recorded first; only its turns are measured. */
  async function round(customer: number): Promise<Round> {
    const took = { cpuMs: 0, seconds: 0 };
    for (const desk of desks) desk.written.rows = desk.written.bytes = desk.written.reads = 0;
    for (const wanted of STEPS) {
      const causes = await Promise.all(desks.map((desk) => desk.record(customer, wanted)));
      const [cpu, started] = [process.cpuUsage(), performance.now()];
      await Promise.all(desks.map((desk, n) => desk.turn(causes[n]!)));
      took.seconds += (performance.now() - started) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      took.cpuMs += (user + system) / 1000;
    }
    const [rows, bytes, reads] = (['rows', 'bytes', 'reads'] as const).map((what) =>
      sum(desks.map(({ written }) => written[what])),
    );
    return { ...took, rows: rows!, reads: reads!, floorSeconds: floor(rows!, Math.round(bytes! / rows!), STEPS.length) };
  }
}

interface Round {
  readonly cpuMs: number;
  readonly seconds: number;
  readonly rows: number;
  readonly reads: number;
  readonly floorSeconds: number;
}

/** A recorded message that the next turn answers. */
interface Heard {
  readonly conversationId: string;
  readonly messageId: string;
}

async function openDesk(store: Store, id: string, catalogOf: CatalogOf) {
  const [salon] = demoTenants('http://127.0.0.1:9/pictures');
  if (!salon) throw new RangeError('the demo has a salon');
  const own = store.tenant(id);
  await own.commit([
    insert(profiles, salon.profile),
    ...salon.staff.map((member) => insert(staff, member)),
    ...salon.services.map((service) => insert(services, service)),
  ]);
  const written = { rows: 0, bytes: 0, reads: 0 };
  let heard: Heard = { conversationId: '', messageId: '' };
  const counted = counting(own, written);
  const needs = { clock: systemClock, newId: randomIds(systemClock), catalogOf };
  const record = recordMessage(needs.newId);
  const turn = takeTurn({ ...needs, scheduling: native(needs) });
  const sender: Sender = {
    id: `${id}-sender`,
    tenantId: id,
    displayNumber: salon.number,
    identityScope: 'bench',
  };

  /** Records the customer's next message: "hi", or an option of the previous answer. */
  async function recorded(customer: number, wanted: string): Promise<Heard> {
    const now = systemClock.now();
    const event = {
      kind: 'message' as const,
      providerMessageId: `wamid.${customer}.${wanted}`,
      from: { phone: `+44770090${String(customer).padStart(4, '0')}` },
      at: now,
      content: wanted === 'hi' ? { kind: 'text' as const, body: 'hi' } : await tapped(wanted),
    };
    const arrived = {
      connectionId: 'bench',
      senderId: sender.id,
      channel: 'meta-cloud',
      rawId: 'bench',
      order: `${String(now).padStart(15, '0')}.${wanted}`,
      receivedAt: now,
      event,
    };
    heard = await record(own, sender, arrived, event);
    return heard;
  }

  async function tapped(wanted: string): Promise<InboundContent> {
    const { conversationId } = heard;
    const page = await own.find(messages, { by: 'byConversation', equals: [conversationId], order: 'desc', limit: 4 });
    const offered = page.items.flatMap(({ value }) => (value.direction === 'out' ? tappable(value.content) : []));
    const id = offered.find((one) => one.startsWith(wanted));
    if (id === undefined) throw new Error(`the bot offered ${offered.join(', ') || 'nothing'} and no ${wanted}`);
    return { kind: 'choice', by: 'list', id, title: id };
  }

  return {
    store: own,
    written,
    record: recorded,
    turn: ({ conversationId, messageId }: Heard) => turn(counted, conversationId, { kind: 'message', messageId }),
  };
}

function tappable(content: OutboundContent): readonly string[] {
  if (content.kind === 'buttons') return content.buttons.map(({ id }) => id);
  return content.kind === 'list' ? content.sections.flatMap(({ rows }) => rows.map(({ id }) => id)) : [];
}

function counting(store: TenantStore, written: { rows: number; bytes: number; reads: number }): TenantStore {
  return {
    ...store,
    get(collection, id) {
      written.reads += 1;
      return store.get(collection, id);
    },
    find(collection, query) {
      written.reads += 1;
      return store.find(collection, query);
    },
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
