import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { collections } from '#app/subjects.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { insert, type TenantStore } from '#contracts/store.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { native } from '#core/booking/native.ts';
import { placeHold } from '#core/booking/place-hold.ts';
import { aMember, aProfile, aService, at, everyDay, HOUR, NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { round } from './figures.ts';
import type { BenchRow } from './row.ts';

const CALLERS = 100;
const BOOKINGS = 2400;
const PEOPLE = 10;
const BUYERS = 1000;

/**
 * The floor is one row of a booking's size per fsync in `node:sqlite` (WAL, `synchronous=FULL`), like a desk that makes each
 * booking durable on its own. The bar applies to many concurrent callers, whose bookings share fsyncs as in production. Two rows
 * without a bar show what a booking costs (about ten pages, six documents checked): a single caller against the floor, and many
 * callers against bare rows that share fsyncs as well.
 */
export async function benchBooking(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-bench-'));
  try {
    // Alternating, because a disk's speed changes from one second to the next.
    const single = { ours: 0, floor: 0 };
    for (let n = 0; n < 3; n += 1) {
      single.floor += rawInserts(join(folder, `floor${n}.db`), BOOKINGS / 3, 1) / 3;
      single.ours += (await bookings(join(folder, `single${n}.db`), BOOKINGS / 3, 1)) / 3;
    }
    const groupedFloor = rawInserts(join(folder, 'grouped.db'), BOOKINGS * 4, CALLERS);
    const grouped = await bookings(join(folder, 'many.db'), BOOKINGS, CALLERS);
    return [
      {
        name: 'bookings, one at a time',
        value: round(single.ours),
        unit: '/s',
        floor: round(single.floor),
        floorName: 'inserts, one at a time, each with an fsync',
        ratio: round(single.ours / single.floor),
      },
      {
        name: `bookings, ${CALLERS} callers at once, compared with bare rows`,
        value: round(grouped),
        unit: '/s',
        floor: round(groupedFloor),
        floorName: `inserts, ${CALLERS} per fsync`,
        ratio: round(grouped / groupedFloor),
      },
      {
        name: `bookings, ${CALLERS} callers at once`,
        value: round(grouped),
        unit: '/s',
        floor: round(single.floor),
        floorName: 'inserts, one at a time, each with an fsync',
        ratio: round(grouped / single.floor),
        bar: '≥ 0.7 × floor',
        ok: grouped >= 0.7 * single.floor,
      },
      await onePlace(join(folder, 'one.db')),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Claims of free slots, each durable on its own: ten people, half-hour slots over some weeks. Per second. */
async function bookings(file: string, count: number, callers: number): Promise<number> {
  await using venue = await open(file);
  const wishes = Array.from({ length: count }, (_, n) => ({
    serviceId: 'cut',
    staffId: `person${n % PEOPLE}`,
    startsAt: at('2026-12-02 09:00') + (Math.floor(n / PEOPLE) % 40) * 24 * HOUR + Math.floor(n / PEOPLE / 40) * HOUR,
    contactId: `buyer${n}`,
  }));
  let next = 0;
  let held = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      while (next < count) {
        const wish = wishes[(next += 1) - 1];
        if (wish && (await venue.hold(venue.store, wish, 'customer')).kind === 'held') held += 1;
      }
    }),
  );
  const perSecond = count / ((performance.now() - started) / 1000);
  if (held !== count) throw new Error(`only ${held} of ${count} free places could be booked`);
  return perSecond;
}

async function onePlace(file: string): Promise<BenchRow> {
  await using venue = await open(file);
  const wish = { serviceId: 'cut', staffId: 'person0', startsAt: at('2026-12-02 10:00'), contactId: 'buyer' };
  const started = performance.now();
  const told = await Promise.all(Array.from({ length: BUYERS }, () => venue.hold(venue.store, wish, 'customer')));
  const value = performance.now() - started;
  const booked = told.filter((answer) => answer.kind === 'held').length;
  const refused = told.filter((answer) => answer.kind === 'not_free' && answer.alternatives.length > 0).length;
  return {
    name: `${BUYERS} claims of one place: ${booked} booked, ${refused} told why with alternatives`,
    value: round(value),
    unit: 'ms',
    bar: `1 and ${BUYERS - 1}`,
    ok: booked === 1 && refused === BUYERS - 1,
  };
}

async function open(file: string) {
  const clock = testClock(NOW);
  const newId = countedIds();
  const engine = await openSqlite({ file, collections, clock, log: quietLog, newId });
  const store = engine.store.tenant('bench');
  await fill(store);
  const hold = placeHold(native({ clock, newId }));
  return { store, hold, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

async function fill(store: TenantStore): Promise<void> {
  const people = Array.from({ length: PEOPLE }, (_, n) => aMember({ id: `person${n}`, weeklyHours: everyDay('09:00', '19:00') }));
  await store.commit([
    insert(profiles, aProfile()),
    insert(services, aService({ staffIds: people.map(({ id }) => id), durationMinutes: 30, stepMinutes: 30 })),
    ...people.map((member) => insert(staff, member)),
  ]);
}

function rawInserts(file: string, count: number, toAnFsync: number): number {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id TEXT PRIMARY KEY, body TEXT NOT NULL)');
  const line = db.prepare('INSERT INTO t VALUES (?, ?)');
  const body = JSON.stringify({ text: 'x'.repeat(480) });
  const started = performance.now();
  for (let n = 0; n < count;) {
    db.exec('BEGIN IMMEDIATE');
    for (let g = 0; g < toAnFsync && n < count; g += 1, n += 1) line.run(`row${n}`, body);
    db.exec('COMMIT');
  }
  const perSecond = count / ((performance.now() - started) / 1000);
  db.close();
  return perSecond;
}
