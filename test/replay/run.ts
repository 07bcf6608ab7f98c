import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { textOf } from '../../src/cli/replay-text.ts';
import { normalizers } from '../../src/cli/normalizers.ts';
import { randomIds } from '#app/random-ids.ts';
import { collections } from '#app/subjects.ts';
import { historyOf } from '#core/replay/history.ts';
import { isSame, replay } from '#core/replay/replay.ts';
import { seededRandom } from '#sandbox/shared/random.ts';
import { harness } from '#test/support/harness.ts';
import { whole } from '#test/support/option-shapes.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';
import { TENANT, plant, shuffled } from './plant.ts';

// `npm run replay`: rebuilds a large log in an empty store, shuffled and partly repeated, and compares the two.
const help = `npm run replay -- [options]

Records messages the normal way, shuffles their log and repeats 5 % of it, rebuilds everything from the log in an empty store,
and compares the two stores. See docs/replay.md.

  --messages <n>  number of messages (default 100000)
  --seed <text>   repeats the random choices of an earlier run
  --help          show this help

Exit code 0: the two stores are the same. 1: they are not. 2: wrong option.
`;

const options = z.object({ messages: whole(1, 10_000_000).default(100_000), seed: z.string().min(1).optional() });

await harness({ help, options, flags: [] }, async ({ messages, seed = String(Date.now()) }) => {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-replay-check-'));
  try {
    return await check(folder, messages, seed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function check(folder: string, wanted: number, seed: string): Promise<boolean> {
  const random = seededRandom(seed);
  const clock = testClock();
  const newId = randomIds(clock);
  const parts = { collections, clock, log: quietLog, newId };
  await using engine = await openSqlite({ ...parts, file: join(folder, 'original.db') });
  console.log(`recording ${wanted} messages, seed ${seed}`);
  let started = performance.now();
  const sinceThen = () => `${((performance.now() - started) / 1_000).toFixed(0)} s`;
  await plant(
    { engine, clock, newId, random, told: every(20_000, (n) => console.log(`  ${n} recorded, ${sinceThen()}`)) },
    wanted,
  );

  const history = await historyOf(engine.store, TENANT);
  const twice = <T>(items: readonly T[]) => shuffled([...items, ...items.filter(() => random() < 0.05)], random);
  const mixed = { ...history, changes: twice(history.changes), ours: twice(history.ours) };
  console.log(
    `replaying ${history.changes.length} changes, shuffled, ${mixed.changes.length - history.changes.length} of them twice`,
  );
  await using empty = await openSqlite({ ...parts, file: join(folder, 'rebuilt.db') });
  started = performance.now();
  const needs = {
    clock,
    normalize: await normalizers(),
    stopwatch: () => performance.now(),
    told: every(20_000, (n) => console.log(`  ${n} replayed, ${sinceThen()}`)),
  };
  const result = await replay(needs, engine.store, empty.store, TENANT, {}, mixed);
  if (!result) return false;
  console.log(textOf(result, false).trimEnd());
  console.log(`compared after ${sinceThen()}`);
  console.log(isSame(result) ? 'Identical, byte for byte.' : 'NOT identical.');
  return isSame(result);
}

function every(many: number, say: (n: number) => void): (n: number) => void {
  return (n) => {
    if (n % many === 0) say(n);
  };
}
