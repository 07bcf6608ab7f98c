import { afterAll, describe, expect, it } from 'vitest';
import { collections } from '#app/subjects.ts';
import { dayCounts } from '#contracts/records/analytics.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type Store, insert } from '#contracts/store.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { analytics } from '#core/analytics/consumer.ts';
import { audit } from '#core/audit/consumer.ts';
import { drop, freshDatabase, mongoOn } from '#test/adapters/mongodb-engine.ts';
import { engineOn } from '#test/adapters/sqlite-engine.ts';
import { testClock } from '#test/support/clock.ts';
import { type MongoServer, findMongo } from '#test/support/mongo-server.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { join } from 'node:path';
import { wantedOf } from './events.ts';

const SLICE = 10;
const INSTANCES = 3;
const EVENTS = 300;
const { signal } = new AbortController();
const clock = testClock();
const server = await findMongo();

describe('several instances on the same data', () => {
  it('keep one chain and one count per day on the embedded store', async () => {
    await using folder = await temporaryFolder();
    await using opened = new AsyncDisposableStack();
    const file = join(folder.path, 'data.db');
    const open = async () => opened.use(await engineOn(file, collections, clock));
    await shareTheWork([await open(), await open(), await open()].map(({ store }) => store));
  });

  if ('reason' in server) it.skip(`keep one chain and one count per day on MongoDB [skipped: ${server.reason}]`, () => {});
  else onMongo(server);
});

function onMongo(on: MongoServer): void {
  afterAll(() => on.stop());

  it(`keep one chain and one count per day on MongoDB (${on.name})`, async () => {
    await using opened = new AsyncDisposableStack();
    const database = freshDatabase();
    opened.defer(() => drop(on, database));
    const open = async () => opened.use(await mongoOn(on, { database, collections, clock }));
    await shareTheWork([await open(), await open(), await open()].map(({ store }) => store));
  });
}

/** Every event comes to two of them, as when a bus does not know whether the first was done. */
async function shareTheWork(stores: readonly Store[]): Promise<void> {
  const tenant = stores[0]?.tenant('tenant-1');
  if (!tenant) throw new RangeError('there is an instance');
  await tenant.commit([
    insert(profiles, { id: 'profile', name: 'Test Salon', zone: 'Europe/Madrid', locale: 'en', holidays: [] }),
  ]);
  const instances = stores.map((store) => [audit(store), analytics(store, clock)]);
  const slices = Array.from({ length: EVENTS / SLICE }, (_, n) =>
    Array.from({ length: SLICE }, (_, m) => wantedOf(`m${n * SLICE + m}`)),
  );
  await Promise.all(
    slices
      .flatMap((slice, n) => [n, n + 1].map((who) => ({ who: who % INSTANCES, slice })))
      .flatMap(({ who, slice }) => (instances[who] ?? []).map(({ handle }) => handle(slice, signal))),
  );
  expect(await verifyChain(tenant)).toMatchObject({ kind: 'holds', entries: EVENTS });
  const days = await tenant.find(dayCounts, { by: 'byId', equals: [], limit: 10 });
  expect(days.items.map(({ value }) => value)).toEqual([{ id: '2026-12-01', counts: { answered: EVENTS } }]);
}
