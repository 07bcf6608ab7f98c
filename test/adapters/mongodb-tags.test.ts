import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connection } from '#adapters/mongodb/client.ts';
import { findPage } from '#adapters/mongodb/find.ts';
import { placeOf } from '#adapters/mongodb/row.ts';
import type { LooseQuery } from '#contracts/store-rules/query.ts';
import { insert } from '#contracts/store.ts';
import { aThread, threads } from '#test/contracts/subject.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server) describe('an index on tags in MongoDB', () => it.skip(`[skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());

  describe('an index on tags in MongoDB', () => {
    /** No test server explains its plan. An index serves equalities on its first fields and an order by all that follow them. */
    it.each<LooseQuery>([
      { by: 'byTag', equals: ['open'], limit: 1 },
      { by: 'byTag', equals: ['open', 1], order: 'desc', limit: 1 },
      { by: 'byTagAndName', equals: ['open'], limit: 1 },
      { by: 'byTagAndId', equals: ['open'], order: 'desc', limit: 1 },
    ])('is asked for equalities and an order that together are its fields: $by $equals', async (query) => {
      const database = freshDatabase();
      await using engine = await mongoOn(server, { database, collections: [threads] });
      const shop = engine.store.tenant('shop');
      for (const id of ['a', 'b'])
        expect(await shop.commit([insert(threads, aThread(id, ['open', 'x']))])).toEqual({ kind: 'committed' });

      const client = await new MongoClient(server.url, { monitorCommands: true }).connect();
      const commands: { readonly filter: object; readonly sort: object }[] = [];
      client.on('commandStarted', ({ commandName, command }) => {
        if (commandName === 'find') commands.push({ filter: command['filter'], sort: Object.fromEntries(command['sort']) });
      });
      const db = client.db(database);
      const connection = { patienceMs: 5_000, rows: (name: string) => db.collection(name) } as unknown as Connection;
      await findPage(connection, placeOf(threads), 'shop', query);
      const indexes = await db.collection(threads.name).listIndexes().toArray();
      await client.close();
      await drop(server, database);

      const index = indexes.find(({ name }) => name === `i_${query.by}`);
      const [{ filter, sort } = { filter: {}, sort: {} }] = commands;
      expect([...Object.keys(filter), ...Object.keys(sort)]).toEqual(Object.keys(index?.['key'] ?? {}));
      expect(new Set(Object.values(sort)).size).toBe(1);
    });
  });
}
