import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE = { timeout: 20_000, interval: 20 };

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

it.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('a harness that %s ends takes its children with it', async (signal) => {
  const parent = spawn(process.execPath, [join(import.meta.dirname, 'stubborn-family.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
  const pids = JSON.parse(line) as number[];
  expect(pids.map(isThere)).toEqual([true, true]);
  parent.kill(signal);

  await expect.poll(() => pids.map(isThere), PATIENCE).toEqual([false, false]);
});

it('every harness starts its children so', () => {
  const files = globSync(['test/**/*.ts', 'bench/*.ts'], { cwd: ROOT }).filter(
    (file) => !file.endsWith('.test.ts') && !file.endsWith('/ends-with-us.ts'),
  );
  const starts = files.filter((file) => /\b(?:spawn|fork)\(/.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(starts).toEqual(expect.arrayContaining(['bench/child.ts', 'test/race/run.ts', 'test/support/nats-server.ts']));
  const loose = starts.filter((file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    return (text.match(/\b(?:spawn|fork)\(/g)?.length ?? 0) > (text.match(/\bendsWithUs\(/g)?.length ?? 0);
  });
  expect(loose).toEqual([]);
});
