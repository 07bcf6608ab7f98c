import { afterAll, afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { MongoEngine } from '#adapters/mongodb/index.ts';
import { describeLeases } from '#test/contracts/leases.ts';
import { findMongo, type MongoServer } from '#test/support/mongo-server.ts';
import { itUnless } from '#test/contracts/subject.ts';
import { notProxied, proxyTo, type Proxy } from '#test/support/mongo-proxy.ts';
import { drop, freshDatabase, mongoOn } from './mongodb-engine.ts';

const server = await findMongo();
const NEVER = new AbortController().signal;

if ('reason' in server)
  describe('mongodb as a giver of leases', () => it.skip(`keeps its promises [skipped: ${server.reason}]`, () => {}));
else {
  afterAll(() => server.stop());
  describeLeases({
    name: `mongodb (${server.name})`,
    async open() {
      const database = freshDatabase();
      const [here, there] = [await mongoOn(server, { database }), await mongoOn(server, { database })];
      return {
        here: here.leases,
        there: there.leases,
        async close() {
          await here[Symbol.asyncDispose]();
          await there[Symbol.asyncDispose]();
          await drop(server, database);
        },
      };
    },
  });
  describeDeath(server);
}

function describeDeath(on: MongoServer): void {
  const reason = notProxied(on.url);
  describe('a lease whose holder no longer reaches the server', () => {
    let database: string;
    let proxy: Proxy;
    let cut: MongoEngine;
    let whole: MongoEngine;
    beforeEach(async () => {
      database = freshDatabase();
      proxy = await proxyTo(on.url);
      cut = await mongoOn({ ...on, url: proxy.url }, { database, leaseMs: 500, patienceMs: 300 });
      whole = await mongoOn(on, { database, leaseMs: 500 });
    });
    afterEach(async () => {
      proxy.answer(() => 'forward');
      await cut[Symbol.asyncDispose]();
      await whole[Symbol.asyncDispose]();
      await proxy.close();
      await drop(on, database);
    });

    itUnless(reason)('is given up by the holder before the next one has it', async () => {
      const first = await cut.leases.hold('timers', NEVER);
      let second = false;
      const waiting = whole.leases.hold('timers', NEVER).then((lease) => {
        second = true;
        return lease;
      });
      proxy.answer(() => 'silence');
      let secondWhenLost: boolean | undefined;
      first.lost.addEventListener('abort', () => (secondWhenLost = second));
      await waiting;
      expect(first.lost.aborted).toBe(true);
      expect(secondWhenLost).toBe(false);
    });

    itUnless(reason)('is lost at once, without a warning of Node, if the answer took longer than the lease', async () => {
      const warnings: string[] = [];
      const warned = ({ name }: Error) => void warnings.push(name);
      process.on('warning', warned);
      onTestFinished(() => void process.off('warning', warned));
      let seconds = 0;
      const slow = vi.spyOn(performance, 'now').mockImplementation(() => (seconds += 1) * 1_000);
      onTestFinished(() => slow.mockRestore());
      const lease = await whole.leases.hold('timers', NEVER);
      await vi.waitFor(() => expect(lease.lost.aborted).toBe(true));
      expect(warnings).toEqual([]);
    });

    itUnless(reason)('stays with a holder that reaches the server again in time', async () => {
      const first = await cut.leases.hold('timers', NEVER);
      proxy.dropConnections();
      const beats = proxy.seen.length;
      await vi.waitFor(
        () => expect(proxy.seen.slice(beats).filter((name) => name === 'update').length).toBeGreaterThan(5),
        5_000,
      );
      expect(first.lost.aborted).toBe(false);
    });
  });
}
