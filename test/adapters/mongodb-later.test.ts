import { afterAll, describe, it } from 'vitest';
import { describeExpiring } from '#test/contracts/expiring.ts';
import { describeLater } from '#test/contracts/later.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { mongoStoreOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server)
  describe('mongodb as a due-queue', () => it.skip(`keeps its promises [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeLater(mongoStoreOn(server));
  describeExpiring(mongoStoreOn(server));
}
