import { afterAll, describe, it } from 'vitest';
import { openGridfs } from '#adapters/gridfs/index.ts';
import { describeFiles } from '#test/contracts/files.ts';
import { testClock } from '#test/support/clock.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server) describe('gridfs', () => it.skip(`keeps files [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeFiles({
    name: `gridfs (${server.name})`,
    async open() {
      const database = freshDatabase();
      const engine = await mongoOn(server, { database });
      const files = await openGridfs({ ...engine, clock: testClock(), newId: () => crypto.randomUUID(), log: quietLog });
      return {
        files,
        async close() {
          await engine[Symbol.asyncDispose]();
          await drop(server, database);
        },
      };
    },
  });
}
