import { z } from 'zod';
import { collections } from '#app/subjects.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { buyAll } from './buy.ts';
import { SCENARIOS } from './scenario.ts';

// One process of buyers. Opens the shared file, says `ready`, and buys when told to.
const order = z.object({ file: z.string(), scenario: z.int(), from: z.int(), until: z.int(), naive: z.boolean() });
const { file, scenario: n, from, until, naive } = order.parse(JSON.parse(process.argv[2] ?? ''));

const newId = countedIds(`buyers${from}-`);
const engine = await openSqlite({ file, collections, clock: testClock(NOW), log: quietLog, newId });
const scenario = SCENARIOS[n];
if (!scenario) throw new Error('no such scenario');

process.once('message', async () => {
  const told = await buyAll({ store: engine.store.tenant(scenario.name), scenario, newId, naive }, from, until);
  await engine[Symbol.asyncDispose]();
  process.send?.(told, undefined, undefined, () => process.disconnect?.());
});
process.send?.('ready');
