import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SqliteEngine } from '#adapters/sqlite/index.ts';
import { insert } from '#contracts/store.ts';
import { anEvent, aThing, counters, INBOX, oneAtATime, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const UNTIL = { timeout: 20_000, interval: 10 };

interface Neighbour {
  readonly child: ChildProcess;
  /** Says a line and resolves with the first answer that satisfies `until`. */
  ask(line: string, until?: (answer: string) => boolean): Promise<string>;
  readonly answers: readonly string[];
}

describe('several processes on one data file', () => {
  let folder: string;
  let file: string;
  const neighbours: Neighbour[] = [];
  const engines: SqliteEngine[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    file = join(folder, 'data.db');
  });
  afterEach(async () => {
    for (const { child } of neighbours.splice(0)) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
    for (const engine of engines.splice(0)) await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(): Promise<SqliteEngine> {
    const engine = await engineOn(file, kitCollections, testClock());
    engines.push(engine);
    return engine;
  }

  async function neighbour(): Promise<Neighbour> {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite-neighbour.ts'), file], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const answers: string[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => answers.push(line));
    const waitFor = (from: number, until: (answer: string) => boolean) =>
      vi.waitFor(() => {
        const answer = answers.slice(from).find(until);
        if (answer === undefined) throw new Error('no answer yet');
        return answer;
      }, UNTIL);
    const one: Neighbour = {
      child,
      answers,
      ask(line, until = () => true) {
        const from = answers.length;
        child.stdin.write(`${line}\n`);
        return waitFor(from, until);
      },
    };
    neighbours.push(one);
    await waitFor(0, (answer) => answer === 'ready');
    return one;
  }

  it('all start at once on a file that is not there yet', async () => {
    const started = await Promise.all([neighbour(), neighbour(), neighbour(), open()]);
    expect(started).toHaveLength(4);
    await started[0].ask('commit 0 10');
    expect((await started[3].store.tenant('shop').find(things, { by: 'byShelf', equals: [], limit: 100 })).items).toHaveLength(
      10,
    );
  });

  it('commit side by side: nothing is lost and one of each wins', async () => {
    const ours = await open();
    const others = await Promise.all([neighbour(), neighbour()]);
    const mine = Array.from({ length: 200 }, (_, n) => ours.store.tenant('shop').commit([insert(things, aThing(`t${n}`))]));
    const theirs = await Promise.all(others.map((other) => other.ask('commit 0 200')));
    const won = (await Promise.all(mine)).filter(({ kind }) => kind === 'committed').length;
    expect(won + theirs.reduce((sum, answer) => sum + Number(answer), 0)).toBe(200);
    expect((await ours.store.tenant('shop').find(things, { by: 'byId', equals: [], limit: 1000 })).items).toHaveLength(200);
  });

  it('count together without losing one', async () => {
    const ours = await open();
    const others = await Promise.all([neighbour(), neighbour()]);
    await Promise.all(others.map((other) => other.ask('count 40')));
    expect((await ours.store.tenant('shop').get(counters, 'c'))?.value.n).toBe(80);
  });

  it('keep the event loop turning while another one has the lock', async () => {
    const ours = await open();
    const other = await neighbour();
    await other.ask('hold');
    let committed = false;
    const commit = ours.store
      .tenant('shop')
      .commit([insert(things, aThing('t1'))])
      .then(() => (committed = true));
    // Each turn is a turn of this process's event loop; a wait on the lock itself would stop them.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await ours.store.tenant('shop').get(things, 't1')).toBeUndefined();
    expect(committed).toBe(false);
    await other.ask('release');
    await commit;
    expect(await ours.store.tenant('shop').get(things, 't1')).toBeDefined();
  });

  it('wake the consumers when another one commits', async () => {
    const ours = await open();
    const seen: string[] = [];
    ours.bus.subscribe(oneAtATime({}, async ({ id }) => void seen.push(id)));
    const other = await neighbour();
    await other.ask('publish e1');
    await vi.waitFor(() => expect(seen).toEqual(['e1']), UNTIL);
    await other.ask('publish e2');
    await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2']), UNTIL);
  });

  it('hand over what a killed one left, and lose nothing that it had acknowledged', async () => {
    const ours = await open();
    const shop = ours.store.tenant('shop');
    const other = await neighbour();
    await other.ask('commit 0 50');
    for (let n = 0; n < 30; n += 1) await shop.commit([], [anEvent(`e${n}`, { key: n % 3 === 0 ? 'stuck' : `k${n}` })]);
    await shop.commit([], [anEvent('last', { key: 'last' })]);
    await other.ask('consume', (answer) => answer === 'consumed');
    const handled = other.answers.filter((answer) => answer.startsWith('handled'));
    expect(handled).toHaveLength(21);
    await vi.waitFor(async () => expect((await ours.bus.lag(INBOX)).waiting).toBe(10), UNTIL);
    other.child.kill('SIGKILL');
    await once(other.child, 'exit');

    const seen: string[] = [];
    ours.bus.subscribe(oneAtATime({}, async ({ id }) => void seen.push(id)));
    await vi.waitFor(() => expect(seen).toEqual(Array.from({ length: 10 }, (_, n) => `e${n * 3}`)), UNTIL);
    expect((await shop.find(things, { by: 'byId', equals: [], limit: 100 })).items).toHaveLength(50);
  });
});
