/**
 * Another process on the same data file. It says `ready`, then does what each line on its input says, and answers with one line:
 * `commit <from> <count>`, `count <times>`, `publish <id>`, `hold` (keeps the write lock until the next line), `consume`.
 */
import { oneAtATime } from '#test/contracts/subject.ts';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { againWhenStale, insert, put } from '#contracts/store.ts';
import { anEvent, aThing, counters, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const file = process.argv[2] ?? '';
const engine = await engineOn(file, kitCollections, testClock());
const shop = engine.store.tenant('shop');
const lock = new DatabaseSync(file);
const say = (line: string) => process.stdout.write(`${line}\n`);

const doing: Record<string, (...words: string[]) => Promise<string>> = {
  async commit(from, count) {
    const ids = Array.from({ length: Number(count) }, (_, n) => `t${Number(from) + n}`);
    const outcomes = await Promise.all(ids.map((id) => shop.commit([insert(things, aThing(id))])));
    return outcomes.filter(({ kind }) => kind === 'committed').length.toString();
  },
  async count(times) {
    await Promise.all(
      Array.from({ length: Number(times) }, () =>
        againWhenStale(async () => {
          const was = await shop.get(counters, 'c');
          const outcome = await shop.commit([put(counters, was, { id: 'c', n: (was?.value.n ?? 0) + 1 })]);
          return outcome.kind === 'taken' ? { kind: 'stale' as const } : outcome;
        }, 10_000),
      ),
    );
    return 'counted';
  },
  publish: async (id = '') => (await shop.commit([], [anEvent(id)])).kind,
  async hold() {
    lock.exec('BEGIN IMMEDIATE');
    return 'held';
  },
  async release() {
    lock.exec('COMMIT');
    return 'released';
  },
  /** Handles what is there and never finishes an event whose key is `stuck`. */
  async consume() {
    const done = Promise.withResolvers<string>();
    engine.bus.subscribe(
      oneAtATime({}, async ({ id, key }) => {
        if (key === 'stuck') await new Promise(() => {});
        say(`handled ${id}`);
        if (id === 'last') done.resolve('consumed');
      }),
    );
    return done.promise;
  },
};

say('ready');
for await (const line of createInterface({ input: process.stdin })) {
  const [verb = '', ...words] = line.split(' ');
  say((await doing[verb]?.(...words)) ?? 'what?');
}
await engine[Symbol.asyncDispose]();
lock.close();
