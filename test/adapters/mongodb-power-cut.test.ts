import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { openNats } from '#adapters/nats/index.ts';
import { insert, replace, type TenantStore } from '#contracts/store.ts';
import { anEvent, counters, INBOX, oneAtATime, kitCollections } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { findNats, startNats, type NatsProgram } from '#test/support/nats-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';
import { freshPrefix } from './nats-engine.ts';

const UNTIL = { timeout: 25_000, interval: 10 };
const KEYS = ['a', 'b', 'c', 'd', 'e'];
const mongo = await findMongo();
const { programs } = await findNats();
const [nats] = programs;

if ('reason' in mongo || !nats)
  describe('a power cut of the bus', () =>
    it.skip(`loses no event [skipped: ${'reason' in mongo ? mongo.reason : 'no nats-server of our own to kill'}]`, () => {}));
else {
  afterAll(() => mongo.stop());
  describePowerCut(mongo, nats);
}

function describePowerCut(on: MongoServer, program: NatsProgram): void {
  describe(`a power cut of nats-server ${program.version} fed by ${on.name}`, () => {
    it('loses no event that was acknowledged before, and keeps the order of each key', async () => {
      await using opened = new AsyncDisposableStack();
      const folder = opened.use(await temporaryFolder());
      const server = await startNats(program);
      opened.defer(() => server.close());
      const database = freshDatabase();
      opened.defer(() => drop(on, database));
      const clock = testClock();
      const engine = opened.use(await mongoOn(on, { database, collections: kitCollections, clock }));
      const { pending, republish } = engine;
      const parts = { prefix: freshPrefix(), partitions: 2, clock, log: quietLog, newId: () => crypto.randomUUID() };
      const { bus } = opened.use(await openNats({ ...parts, url: server.url, pending, republish }));
      const seen: string[] = [];
      bus.subscribe(oneAtATime({}, async ({ id }) => void seen.push(id)));
      const shop = engine.store.tenant('shop');
      const said = (key: string) => [...new Set(seen)].filter((id) => id.startsWith(key));
      const idle = () => vi.waitFor(async () => expect(await bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);

      await round(shop, 0);
      await idle();
      await server.kill();
      const streams = join(server.folder, 'jetstream', '$G', 'streams');
      await cp(streams, folder.path, { recursive: true });
      await server.start();
      await round(shop, 1);
      await round(shop, 2);
      await idle();
      for (const key of KEYS) expect(said(key)).toEqual([0, 1, 2].map((n) => `${key}${n}`));

      await server.kill();
      await rm(streams, { recursive: true });
      await cp(folder.path, streams, { recursive: true });
      seen.length = 0;
      await server.start();
      await round(shop, 3);
      await vi.waitFor(() => {
        for (const key of KEYS) expect(said(key).filter((id) => id !== `${key}0`)).toEqual([1, 2, 3].map((n) => `${key}${n}`));
      }, UNTIL);
      await idle();
      expect(await pending.count()).toEqual(new Map());
    });
  });
}

/** An event for each key, in each of the ways that events are kept: in a document, in a document again, beside a batch, alone. */
async function round(shop: TenantStore, n: number): Promise<void> {
  await Promise.all(
    KEYS.map(async (key, way) => {
      const event = anEvent(`${key}${n}`, { key });
      const counter = { id: key, n };
      const was = { value: { id: key, n: n - 1 }, version: n };
      const write = n === 0 ? insert(counters, counter) : replace(counters, was, counter);
      const more = insert(counters, { id: `${key}-${n}`, n });
      const batch = [[write], [write], [write, more], [], [more]][way] ?? [];
      expect(await shop.commit(batch, [event])).toEqual({ kind: 'committed' });
    }),
  );
}
