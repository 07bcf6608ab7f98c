import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isSame, replay } from '#core/replay/replay.ts';
import { TENANT, deed, freshStore, normalize, world } from '#test/core/replay/world.ts';
import { findMongo } from '#test/support/mongo-server.ts';
import { drop, freshDatabase, mongoOn } from '../adapters/mongodb-engine.ts';

const server = await findMongo();
const SEED = 5;

if ('reason' in server) describe('a replay', () => it.skip(`of what stands in MongoDB [skipped: ${server.reason}]`, () => {}));
else
  describe('a replay', () => {
    afterAll(() => server.stop());

    it('of what stands in MongoDB is made in an embedded store, and gives the same', { timeout: 120_000 }, async () => {
      const database = freshDatabase();
      await using given = await world(undefined, undefined, (parts) => mongoOn(server, { ...parts, database }));
      await given.live(fc.sample(deed, { numRuns: 150, seed: SEED }));
      await using empty = await freshStore();
      const needs = { clock: given.clock, normalize, stopwatch: () => 0, told: () => {} };
      const result = await replay(needs, given.store, empty.store, TENANT);

      expect(result).toBeDefined();
      expect(result && isSame(result)).toBe(true);
      for (const { original } of result?.compared.slice(0, -1) ?? []) expect(original).toBeGreaterThan(0);
      await drop(server, database);
    });
  });
