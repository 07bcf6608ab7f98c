import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { bare } from '#test/cli/run.ts';
import { enteredAs } from '#sandbox/stage/entered.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

const PROGRAM = join(import.meta.dirname, '../../sandbox/start.ts');
const PATIENCE = { timeout: 30_000, interval: 50 };

/** `npm start` on free ports, once it says that it runs. */
async function started(data: string) {
  const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--data', data], {
    env: bare(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said, PATIENCE).toContain('Ctrl+C stops it');
  const emulators = [...said.matchAll(/emulator (http:\/\/127\.0\.0\.1:\d+)/g)].map(([, url]) => url ?? '');
  const pages = /Phone +(http:\/\/localhost:\d+)/.exec(said)?.[1] ?? '';
  expect(emulators).toHaveLength(2);
  return { child, emulators, pages, ended: once(child, 'exit'), said: () => said };
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  return answer !== undefined;
}

const alive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

it.each(['SIGINT', 'SIGTERM'] as const)('%s ends the sandbox with 0, and its emulators with it', async (signal) => {
  await using folder = await temporaryFolder();
  const sandbox = await started(folder.path);
  expect(await Promise.all([...sandbox.emulators, sandbox.pages].map(answers))).toEqual([true, true, true]);
  sandbox.child.kill(signal);
  // A terminal sends it more than once.
  sandbox.child.kill(signal);

  expect(await sandbox.ended).toEqual([0, null]);
  expect(await Promise.all([...sandbox.emulators, sandbox.pages].map(answers))).toEqual([false, false, false]);
  expect(sandbox.said()).not.toMatch(/^\s+at /m);
});

it('an app that is killed takes its emulators with it, and the next start finds everything', async () => {
  await using folder = await temporaryFolder();
  const sandbox = await started(folder.path);
  sandbox.child.kill('SIGKILL');
  await sandbox.ended;
  await expect.poll(() => Promise.all(sandbox.emulators.map(answers)), PATIENCE).toEqual([false, false]);

  const next = await started(folder.path);
  expect(alive(next.child)).toBe(true);
  const cookie = await enteredAs(next.pages, 'operator');
  const tenants = (await (await fetch(`${next.pages}/api/admin/tenants`, { headers: { cookie } })).json()) as {
    tenants: { id: string }[];
  };
  expect(tenants.tenants.map(({ id }) => id).toSorted()).toEqual(['juniper', 'marina']);
  next.child.kill('SIGTERM');
  expect(await next.ended).toEqual([0, null]);
});
