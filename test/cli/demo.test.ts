import { MongoClient } from 'mongodb';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { findProduction } from '#test/support/production.ts';
import { deskbell } from './run.ts';

vi.setConfig({ testTimeout: 120_000 });

/** Two journeys, each of which ends with one booking kept and one cancelled. */
function expectDone(stdout: string): void {
  const report = JSON.parse(stdout) as { ok: boolean; journeys: { channel: string; bookings: string[] }[] };
  expect(report).toMatchObject({ ok: true, faults: false });
  expect(report.journeys.map(({ channel }) => channel)).toEqual(['meta-cloud', 'twilio']);
  for (const { bookings } of report.journeys)
    expect(bookings.map((line) => line.split(' · ').at(-1)).toSorted()).toEqual(['cancelled', 'confirmed']);
}

describe('deskbell demo', () => {
  it('books, moves and cancels on both providers, and says that it is as it should be', async () => {
    const ran = await deskbell(['demo', '--json']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expectDone(ran.stdout);
  });

  it.each([
    [['demo', '--engines', 'postgres'], 'must be embedded or mongodb,nats'],
    [['demo', '--engines', 'mongodb,nats'], 'needs DESKBELL_MONGODB_URL and DESKBELL_NATS_URL'],
  ])('%j says what is wrong with it', async (args, sentence) => {
    const ran = await deskbell(args);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toContain(sentence);
  });
});

const production = await findProduction();
describe.skipIf('reason' in production)(
  'reason' in production
    ? `deskbell demo --engines mongodb,nats [skipped: ${production.reason}]`
    : `deskbell demo --engines mongodb,nats, on ${production.name}`,
  () => {
    afterAll(async () => {
      if (!('reason' in production)) await production[Symbol.asyncDispose]();
    });

    it('does the same, and leaves nothing behind', async () => {
      if ('reason' in production) return;
      const env = { DESKBELL_MONGODB_URL: production.mongo.url, DESKBELL_NATS_URL: production.natsUrl };
      const ran = await deskbell(['demo', '--json', '--engines', 'mongodb,nats'], { env });
      expect([ran.code, ran.stderr]).toEqual([0, '']);
      expectDone(ran.stdout);

      const client = new MongoClient(production.mongo.url);
      const { databases } = await client.db('admin').admin().listDatabases();
      await client.close();
      expect(databases.map(({ name }) => name).filter((name) => name.startsWith('demo_'))).toEqual([]);
    });
  },
);
