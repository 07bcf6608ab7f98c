import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { findNats } from '#test/support/nats-server.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const CONFIG = join(import.meta.dirname, '../../deploy/nats.conf');
const run = promisify(execFile);

it('the NATS of compose.yaml writes an event to disk before it acknowledges', async ({ skip }) => {
  const { programs, missing } = await findNats();
  const program = programs.find(({ version }) => !/^2\.[0-9]\./.test(version));
  if (!program)
    return skip(missing ?? 'NATS_URL is set, or nats-server is older than 2.10: it does not know sync_interval: always');
  await run(program.path, ['-t', '-c', CONFIG]);

  await using folder = await temporaryFolder();
  const here = (await readFile(CONFIG, 'utf8'))
    .replace('"/data"', JSON.stringify(folder.path))
    .replace('127.0.0.1:8222', '127.0.0.1:-1');
  const config = join(folder.path, 'nats.conf');
  await writeFile(config, here);
  const server = spawn(program.path, ['-c', config, '--addr', '127.0.0.1', '--port', '-1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  try {
    let said = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said, { timeout: 10_000 }).toContain('Server is ready');
    const port = /Starting http monitor on 127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    const answer = (await (await fetch(`http://127.0.0.1:${port}/jsz?config=1`)).json()) as { config: { sync_always?: boolean } };
    expect(answer.config.sync_always).toBe(true);
    // What compose.yaml asks for health.
    expect((await fetch(`http://127.0.0.1:${port}/healthz?js-enabled-only=true`)).status).toBe(200);
  } finally {
    server.kill();
    await ended;
  }
});
