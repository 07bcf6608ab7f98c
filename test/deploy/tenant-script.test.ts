import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { bare, deskbell } from '#test/cli/run.ts';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

vi.setConfig({ testTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');
const [meta = '', twilioEnd = ''] = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
/** What the page says to do for Twilio. */
const twilio = `${meta.split('const phoneNumberId')[0]?.replace("channel: 'meta-cloud'", "channel: 'twilio'")}${twilioEnd}`;

it.each([
  ['meta-cloud', meta],
  ['twilio', twilio],
])('the script that sets up a tenant on %s does so', async (channel, script) => {
  await using folder = await temporaryFolder();
  const ran = await runScript(script, folder.path);
  expect(ran).toEqual({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(new RegExp(`^Callback URL: <DESKBELL_PUBLIC_URL>/webhooks/${channel}/[0-9a-f]{24}\n$`)),
  });
  const parked = await deskbell(['parked', '--tenant', 'my-salon', '--data', folder.path]);
  expect([parked.code, parked.stderr]).toEqual([0, '']);
});

/** As a file of the project folder would run: what it imports is found from there. */
async function runScript(script: string, data: string) {
  const env = { ...bare(), DESKBELL_DATA: data, DESKBELL_LOG_LEVEL: 'error' };
  const child = endsWithUs(spawn(process.execPath, ['--input-type=module-typescript', '-'], { cwd: ROOT, env }));
  child.stdin.end(script);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, stdout, stderr };
}
