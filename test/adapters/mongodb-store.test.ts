import { afterAll, describe, it } from 'vitest';
import { describeStore } from '#test/contracts/store.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { mongoStoreOn } from './mongodb-engine.ts';

const server = await findMongo();

if ('reason' in server) describe('mongodb as a store', () => it.skip(`keeps its promises [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeStore(mongoStoreOn(server));
}
