import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalKey } from '#adapters/local-key/index.ts';
import type { SqliteEngine } from '#adapters/sqlite/index.ts';
import { wrappedKeys } from '#contracts/records/platform.ts';
import { StoreFailure, type PlatformStore } from '#contracts/store.ts';
import { describeSecrets } from '#test/contracts/secrets.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'deskbell-key-'));
const memory = () => engineOn(':memory:', [wrappedKeys], testClock());

describeSecrets({
  name: 'a local key',
  async open() {
    const folder = await newFolder();
    const { store, [Symbol.asyncDispose]: dispose } = await memory();
    const again = () => openLocalKey({ keyFile: join(folder, 'keys', 'master.key'), platform: store.platform });
    return {
      secrets: await again(),
      again,
      async close() {
        await dispose();
        await rm(folder, { recursive: true, force: true });
      },
    };
  },
});

const KEY = Buffer.alloc(32, 7).toString('base64');

describeSecrets({
  name: 'a local key in a setting',
  noRotation: 'whoever set the key changes it',
  async open() {
    const { store, [Symbol.asyncDispose]: dispose } = await memory();
    const again = () => openLocalKey({ key: KEY, setting: 'THE_KEY', platform: store.platform });
    return { secrets: await again(), again, close: async () => dispose() };
  },
});

describe('the key in a setting', () => {
  let engine: SqliteEngine;
  let platform: PlatformStore;
  beforeEach(async () => {
    engine = await memory();
    ({ platform } = engine.store);
  });
  afterEach(() => engine[Symbol.asyncDispose]());
  const open = (key: string) => openLocalKey({ key, setting: 'THE_KEY', platform });
  const failure = (key: string) => open(key).then(String, (error: Error) => error.message);

  it.each([
    ['31 bytes', Buffer.alloc(31, 7).toString('base64')],
    ['33 bytes', Buffer.alloc(33, 7).toString('base64')],
    ['63 digits', 'a'.repeat(63)],
    ['other characters', `${KEY.slice(0, -2)}?=`],
    ['base64 that means something shorter', `${KEY.slice(0, -2)}d=`],
    ['nothing', ''],
  ])('is refused when it is %s: the setting and a remedy are named, the value is not', async (_, key) => {
    const said = await failure(key);
    expect(said).toMatch(/^THE_KEY must be 32 bytes in base64: "openssl rand -base64 32" makes a key$/);
    if (key) expect(said).not.toContain(key);
  });

  it('is refused in one sentence when it is not the one of the data, and leaves the data alone', async () => {
    const sealed = await (await open(KEY)).seal('shop', 'x');
    const other = Buffer.alloc(32, 8).toString('base64');
    const said = await failure(other);
    expect(said).toMatch(
      /^the key in THE_KEY does not match this data: every instance needs the key that the data was encrypted with$/,
    );
    expect(said).not.toContain(other);
    expect(await (await open(KEY)).open('shop', sealed)).toBe('x');
  });

  it('cannot be changed from here, and says so', async () => {
    await expect((await open(KEY)).rotateMaster()).rejects.toThrow('in THE_KEY, so it cannot be changed');
  });

  it('can be the content of a key file, and a key file can hold it', async () => {
    await using folder = await temporaryFolder();
    const keyFile = join(folder.path, 'made.key');
    const sealed = await (await openLocalKey({ keyFile, platform })).seal('shop', 'x');
    expect(await (await open((await readFile(keyFile, 'utf8')).trim())).open('shop', sealed)).toBe('x');
    await using other = await memory();
    const mounted = join(folder.path, 'mounted.key');
    await writeFile(mounted, `${KEY}\n`, { mode: 0o600 });
    const there = await (await openLocalKey({ keyFile: mounted, platform: other.store.platform })).seal('shop', 'y');
    const here = await openLocalKey({ key: KEY, setting: 'THE_KEY', platform: other.store.platform });
    expect(await here.open('shop', there)).toBe('y');
  });
});

describe('the key file', () => {
  let folder: string;
  let keyFile: string;
  let engine: SqliteEngine;
  let platform: PlatformStore;
  beforeEach(async () => {
    folder = await newFolder();
    keyFile = join(folder, 'master.key');
    engine = await memory();
    ({ platform } = engine.store);
  });
  afterEach(async () => {
    await engine[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  const open = (store = platform) => openLocalKey({ keyFile, platform: store });

  it('is made at the first start, for its owner only', async () => {
    await open();
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is made once, though several start at once', async () => {
    const all = await Promise.all([open(), open(), open(), open()]);
    const sealed = await Promise.all(all.map((one) => one.seal('shop', 'x')));
    for (const one of all) for (const text of sealed) expect(await one.open('shop', text)).toBe('x');
    expect(await readdir(folder)).toEqual(['master.key']);
  });

  it('is not made anew when it is missing and something was sealed', async () => {
    await (await open()).seal('shop', 'x');
    await rm(keyFile);
    await expect(open()).rejects.toThrow(/key file is missing/);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused when it is another one', async () => {
    await (await open()).seal('shop', 'x');
    await writeFile(keyFile, `${'ab'.repeat(32)}\n`);
    await expect(open()).rejects.toThrow(/does not match this data/);
  });

  it('is refused when it is no key, without showing what it is', async () => {
    await writeFile(keyFile, 'half a k', { mode: 0o600 });
    await expect(open()).rejects.toThrow(/not a key file/);
    await expect(open()).rejects.not.toThrow(/half/);
  });

  it('is refused when others may read it, naming the remedy', async () => {
    await open();
    await chmod(keyFile, 0o640);
    await expect(open()).rejects.toThrow(/chmod 600/);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'may be readable by others when it belongs to another user, as a mounted secret does',
    async () => {
      await writeFile(keyFile, `${KEY}\n`, { mode: 0o444 });
      await expect(open()).rejects.toThrow(/chmod 600/);
      await chown(keyFile, 4321, 4321);
      await (await open()).seal('shop', 'x');
    },
  );

  it('is replaced again and again while several processes seal and open, and nothing fails', async () => {
    const users = await Promise.all([open(), open(), open()]);
    const rotating = await open();
    const sealed = await users[0]?.seal('shop', 'x');
    let isOver = false;
    const busy = users.map(async (one, n) => {
      for (let round = 0; !isOver || round < 3; round += 1) {
        expect(await one.open('shop', sealed ?? '')).toBe('x');
        // A store in memory never lets go by itself.
        await new Promise((goOn) => void setImmediate(goOn));
        const scope = `scope ${n}.${round % 5}`;
        expect(await one.open(scope, await one.seal(scope, 'y'))).toBe('y');
      }
    });
    for (let n = 0; n < 5; n += 1) await rotating.rotateMaster();
    isOver = true;
    await Promise.all(busy);
    expect(await readdir(folder)).toEqual(['master.key']);
    expect(await (await open()).open('shop', sealed ?? '')).toBe('x');
  });

  it('is another one after a rotation, and the old one is gone', async () => {
    const secrets = await open();
    const before = await readFile(keyFile, 'utf8');
    await secrets.rotateMaster();
    expect(await readFile(keyFile, 'utf8')).not.toBe(before);
    expect(await readdir(folder)).toEqual(['master.key']);
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  });

  it('wraps a new scope with the key that is current when it is written, not when it was read', async () => {
    const elsewhere = await open();
    let rotated = false;
    const overtaken: PlatformStore = {
      ...platform,
      async commit(writes) {
        const first = !rotated && writes.some((write) => write.kind === 'insert' && write.value.id === 'shop');
        if (first) {
          rotated = true;
          await elsewhere.rotateMaster();
        }
        return platform.commit(writes);
      },
    };
    const sealed = await (await open(overtaken)).seal('shop', 'x');
    expect(rotated).toBe(true);
    expect(await (await open()).open('shop', sealed)).toBe('x');
  });

  it('leaves a key alone that a later rotation has wrapped already', async () => {
    const secrets = await open();
    const sealed = await secrets.seal('shop', 'x');
    const elsewhere = await open();
    let overtakes = 1;
    const overtaken: PlatformStore = {
      ...platform,
      async commit(writes) {
        const rewrapping = writes.some((write) => write.kind === 'replace' && write.value.id === 'shop');
        if (rewrapping && (overtakes -= 1) >= 0) await elsewhere.rotateMaster();
        return platform.commit(writes);
      },
    };
    await (await open(overtaken)).rotateMaster();
    expect(overtakes).toBeLessThan(1);
    for (const one of [secrets, elsewhere, await open()]) expect(await one.open('shop', sealed)).toBe('x');
  });

  it('survives a rotation that is cut at any of its commits, and ends it at the next start', async () => {
    const scopes = ['a', 'b', 'c', 'd'];
    for (let cut = 0; cut <= scopes.length; cut += 1) {
      const secrets = await open();
      const sealed = await Promise.all(scopes.map((scope) => secrets.seal(scope, scope)));
      await expect((await open(dying(platform, cut))).rotateMaster()).rejects.toThrow(StoreFailure);

      const later = await open();
      for (const [n, scope] of scopes.entries()) expect(await later.open(scope, sealed[n] ?? '')).toBe(scope);
      // What is left of a cut before the first commit is a key that nothing uses.
      if (cut > 0)
        for (const name of (await readdir(folder)).filter((one) => one !== 'master.key')) expect(unused).toContain(name);
      unused = await readdir(folder);
    }
  });
  let unused: readonly string[] = [];
});

/** A store whose process is gone after so many commits; the first one at opening is not counted. */
function dying(platform: PlatformStore, commits: number): PlatformStore {
  let left = commits + 1;
  return {
    get: platform.get,
    find: platform.find,
    async commit(writes) {
      left -= 1;
      if (left < 0) throw new StoreFailure('unavailable', 'no', 'cut');
      return platform.commit(writes);
    },
  };
}
