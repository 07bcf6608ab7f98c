import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeLeases } from '#test/contracts/leases.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const engine = (file: string) => engineOn(file, [], testClock());

describeLeases({
  name: 'sqlite in memory',
  async open() {
    const { leases, [Symbol.asyncDispose]: close } = await engine(':memory:');
    return { here: leases, there: leases, close: async () => close() };
  },
});

describeLeases({
  name: 'sqlite in a file',
  async open() {
    const folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    const [here, there] = [await engine(join(folder, 'data.db')), await engine(join(folder, 'data.db'))];
    return {
      here: here.leases,
      there: there.leases,
      async close() {
        await here[Symbol.asyncDispose]();
        await there[Symbol.asyncDispose]();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
});

describe('a lease of another process', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is kept while that process is paused, and is ours after kill -9', async () => {
    const file = join(folder, 'data.db');
    const child = spawn(process.execPath, [join(import.meta.dirname, 'sqlite-holder.ts'), file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGSTOP');

    await using ours = await engine(file);
    let held = false;
    const holding = ours.leases.hold('consumers', new AbortController().signal).then((lease) => {
      held = true;
      return lease;
    });
    await using other = await ours.leases.hold('timers', new AbortController().signal);
    expect(other.lost.aborted).toBe(false);
    expect(held).toBe(false);

    child.kill('SIGKILL');
    expect((await holding).lost.aborted).toBe(false);
  });
});
