import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { sandboxClock } from '#sandbox/shared/clock.ts';
import { openFile } from '#sandbox/shared/file.ts';
import { seededRandom } from '#sandbox/shared/random.ts';
import { PHONE, SECRET, TOKEN, givenApp, givenMeta } from './meta-given.ts';

async function givenFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-shared-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe('the clock of an emulator', () => {
  it('only goes forward, and wakes who waits for a time that has come', async () => {
    const clock = sandboxClock(1000, () => 5000);
    expect(clock.now()).toBe(6000);
    const woken: string[] = [];
    const waits = [clock.until(7000).then(() => woken.push('7000')), clock.until(9000).then(() => woken.push('9000'))];
    expect(clock.moveTo(999)).toBe(false);
    expect(clock.moveTo(2000)).toBe(true);
    await waits[0];
    expect(woken).toEqual(['7000']);
    clock.moveTo(4000);
    await waits[1];
    expect(woken).toEqual(['7000', '9000']);
  });

  it('lets go of who no longer waits', async () => {
    const stop = new AbortController();
    const waiting = sandboxClock(0, () => 0).until(Number.MAX_SAFE_INTEGER, stop.signal);
    stop.abort();
    await waiting;
  });
});

describe('the file of an emulator', () => {
  it('is WAL and fully synchronous, and one work that throws leaves its neighbours alone', async () => {
    const file = openFile(join(await givenFolder(), 'x.sqlite'));
    onTestFinished(() => file.close());
    expect(file.row('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(file.row('PRAGMA synchronous')).toEqual({ synchronous: 2 });
    const after: string[] = [];
    const keep = (name: string, fails = false) =>
      file.write(() => {
        file.remember(name, name);
        file.afterWrite(() => after.push(name));
        if (fails) throw new Error('no');
        return name;
      });
    const results = await Promise.allSettled([keep('a'), keep('b', true), keep('c')]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(['a', 'b', 'c'].map((name) => file.recall(name))).toEqual(['a', undefined, 'c']);
    expect(after).toEqual(['a', 'c']);
  });
});

describe('randomness', () => {
  it('is the same for the same seed', () => {
    const draw = (seed: string): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });
});

describe('the control side', () => {
  it('says live which chat has changed', async () => {
    const meta = await givenMeta((await givenApp()).url);
    const ana = await meta.customer();
    const stop = new AbortController();
    const response = await fetch(`${meta.url}/control/live`, { signal: stop.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let heard = '';
    const listening = (async () => {
      for await (const chunk of response.body ?? []) heard += Buffer.from(chunk).toString();
    })().catch(() => {});
    await meta.says(ana, 'hola');
    await vi.waitFor(() => expect(heard).toContain(`event: chat\ndata: {"business":"${PHONE}","customer":"${ana.id}"}\n\n`));
    stop.abort();
    await listening;
  });

  it('knows a number that comes again, and refuses what is wrong with a reason', async () => {
    const meta = await givenMeta((await givenApp()).url);
    const ana = await meta.customer();
    expect((await meta.customer({ name: 'Ana María' })).id).toBe(ana.id);
    expect(await meta.control('GET', 'parties')).toEqual({
      businesses: [
        { id: PHONE, name: 'Salon Sol', number: '+34910000001' },
        { id: '206540352242922', name: 'Clinic Luna', number: '+34910000002' },
      ],
      customers: [{ ...ana, name: 'Ana María' }],
    });
    const { status, body } = await meta.call('POST', '/control/customers', { name: '', number: '34' });
    expect(status).toBe(400);
    expect(body.title).toContain('number');
    expect((await meta.call('PUT', '/control/faults', { duplicate: 2 })).status).toBe(400);
    expect((await meta.call('PUT', '/control/faults', { delayMs: 0, more: 'x'.repeat(100_000) })).status).toBe(413);
    expect((await meta.call('PUT', '/control/faults', { more: JSON.parse('['.repeat(20) + ']'.repeat(20)) })).status).toBe(400);
    expect((await meta.call('PUT', '/control/clock', { offsetMs: -1 })).status).toBe(400);
    await meta.control('PUT', 'clock', { offsetMs: 10 });
    expect((await meta.call('PUT', '/control/clock', { offsetMs: 5 })).status).toBe(409);
    const formPost = await fetch(`${meta.url}/control/customers`, { method: 'POST', body: '{"name":"Eva"}' });
    expect(formPost.status).toBe(415);
  });
});

describe('an emulator as a process', () => {
  async function started(configFile: string) {
    const child = spawn(process.execPath, ['sandbox/meta/main.ts', '--config', configFile], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    return { child, ready: JSON.parse(line.toString()) as { ready: boolean; url: string }, ended: once(child, 'exit') };
  }

  it('keeps across kill -9 all that it answered for, and ends with its parent', async () => {
    const folder = await givenFolder();
    const app = await givenApp();
    await app.stop();
    const configFile = join(folder, 'config.json');
    const config = {
      port: 0,
      dataFile: join(folder, 'meta.sqlite'),
      appId: '1',
      appSecret: SECRET,
      webhook: { url: app.url, verifyToken: 'verify-me' },
      wabaId: '10',
      businesses: [{ phoneNumberId: PHONE, displayNumber: '+34910000001', name: 'Sol', accessToken: TOKEN }],
    };
    await writeFile(configFile, JSON.stringify(config));
    const first = await started(configFile);
    const post = async (path: string, body: unknown): Promise<{ id: string }> =>
      (
        await fetch(`${first.ready.url}/control/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).json() as Promise<{ id: string }>;
    const ana = await post('customers', { name: 'Ana', number: '+34600000001' });
    const said = await Promise.all(
      Array.from({ length: 20 }, (_, n) => post(`chats/${PHONE}/${ana.id}/messages`, { kind: 'text', body: `${n}` })),
    );
    first.child.kill('SIGKILL');
    await first.ended;

    const back = await givenApp(() => 200, app.port);
    const second = await started(configFile);
    expect(second.ready).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    await vi.waitFor(() => expect(back.messages()).toHaveLength(20), 10_000);
    expect(new Set(back.messages().map((each) => each['id']))).toEqual(new Set(said.map(({ id }) => id)));
    second.child.stdin.end();
    expect((await second.ended)[0]).toBe(0);
  });
});
