import { describe, expect, it, vi } from 'vitest';
import { run } from '#test/cli/run.ts';

vi.setConfig({ testTimeout: 60_000 });

/** Each program, with an option that takes no value. */
const PROGRAMS: readonly (readonly [program: string, option: string])[] = [
  ['sandbox/start.ts', '--port'],
  ['test/race/run.ts', '--buyers'],
  ['test/replay/run.ts', '--messages'],
  ['test/simulation/run.ts', '--seeds'],
  ['test/crash/run.ts', '--rounds'],
  ['test/chaos/run.ts', '--roles'],
  ['bench/run.ts', '--only'],
];
const SENTENCE = /^[^\n]+\.\n$/;

describe.each(PROGRAMS)('%s', (program, option) => {
  it('says with --help what it does', async () => {
    const ran = await run(program, ['--help']);
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/^npm (?:start|run \w+) -- \[options\]\n/);
    for (const named of [option, '--help']) expect(ran.stdout).toContain(`  ${named} `);
  });

  it.each([['--wrong'], [option, 'many']])('answers %s %s with one sentence and 2', async (...args) => {
    const ran = await run(program, args);
    expect([ran.code, ran.stdout]).toEqual([2, '']);
    expect(ran.stderr).toMatch(SENTENCE);
  });
});
