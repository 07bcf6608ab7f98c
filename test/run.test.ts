import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { run } from '#test/cli/run.ts';
import { endsWithUs } from '#test/support/ends-with-us.ts';

vi.setConfig({ testTimeout: 60_000 });

const RUN = join(import.meta.dirname, '../bin/run.mjs');
const PATIENCE = { timeout: 30_000, interval: 20 };

function childrenOf(pid: number | undefined): readonly number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe('bin/run.mjs', () => {
  it.runIf(existsSync('/proc/self/task'))('takes the program with it when it is killed', async () => {
    const runner = endsWithUs(spawn(process.execPath, [RUN, 'simulation', '--seeds', '1000000'], { stdio: 'ignore' }));
    // Before it, run.mjs asks a Node for its version.
    const program = () => childrenOf(runner.pid).find((pid) => commandOf(pid).includes('test/simulation/run.ts'));
    await expect.poll(program, PATIENCE).toBeDefined();
    const pid = program();
    runner.kill('SIGKILL');
    await once(runner, 'exit');

    await expect.poll(() => existsSync(`/proc/${pid}`), PATIENCE).toBe(false);
  });

  it('ends as the program does', async () => {
    expect(await run('bin/run.mjs', ['race', '--wrong'])).toMatchObject({ code: 2, stdout: '' });
    expect((await run('bin/run.mjs', ['deskbell', '--help'])).code).toBe(0);
  });

  it('leaves alone what a program starts itself', async () => {
    const ran = await run('bin/run.mjs', ['race', '--buyers', '20', '--processes', '2']);
    expect(ran.stdout).toContain('Every promise was kept.');
    expect(ran.code).toBe(0);
  });

  it('names what it can run', async () => {
    const help = await run('bin/run.mjs', ['--help']);
    expect([help.code, help.stderr]).toEqual([0, '']);
    for (const name of ['start', 'test', 'check', 'chaos', 'deskbell']) expect(help.stdout).toContain(name);
    expect(await run('bin/run.mjs', ['dance'])).toMatchObject({ code: 2, stdout: '' });
  });
});
