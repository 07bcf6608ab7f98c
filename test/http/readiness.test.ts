import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { health } from '#app/health.ts';
import { writeProbes } from '#contracts/records/platform.ts';
import { type CommitOutcome, type Store, StoreFailure, type StoreFailureCode } from '#contracts/store.ts';
import { itUnless } from '#test/contracts/subject.ts';
import { givenTenant } from '#test/support/given.ts';
import { testClock } from '#test/support/clock.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { ask } from './ask.ts';
import { metaBody, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';
import { familiesOf } from './prometheus.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };

/** The real store, whose commits go through `commit`. */
function through(store: Store, commit: (real: () => Promise<CommitOutcome>) => Promise<CommitOutcome>): Store {
  return { ...store, platform: { ...store.platform, commit: (writes) => commit(() => store.platform.commit(writes)) } };
}

describe('readiness includes writing', () => {
  async function given(commit: Parameters<typeof through>[1] = (real) => real()) {
    const world = await givenTenant();
    const commits = vi.fn<typeof commit>(commit);
    const own = health(through(world.store, commits), () => true, world.clock);
    own.become('running');
    return { ...world, health: own, commits };
  }

  it.each<StoreFailureCode>(['full', 'read_only', 'damaged', 'gone', 'unavailable'])(
    'ends where writes are refused: %s',
    async (code) => {
      const world = await given(() => Promise.reject(new StoreFailure(code, 'no', 'as scripted: with 34600000001 in it')));
      const said = await world.health.ready();
      expect(said).toEqual({ ready: false, phase: 'running', store: 'refuses', reason: code, bus: 'connected' });
    },
  );

  it('writes once for all who ask, and no more than once a second', async () => {
    const world = await given();
    for (let second = 1; second <= 5; second += 1) {
      const said = await Promise.all(Array.from({ length: 100 }, () => world.health.ready()));
      expect(said.every(({ ready }) => ready)).toBe(true);
      world.clock.advance(999);
      await world.health.ready();
      expect(world.commits).toHaveBeenCalledTimes(second);
      world.clock.advance(1);
    }
  });

  it('does not pile up behind a write that hangs', async () => {
    const hung = Promise.withResolvers<void>();
    const world = await given((real) => hung.promise.then(real));
    for (let n = 0; n < 3; n += 1) {
      const asked = [world.health.ready(), world.health.ready()];
      await expect.poll(() => world.commits.mock.calls.length).toBe(1);
      world.clock.advance(2_000);
      expect((await Promise.all(asked)).map(({ store }) => store)).toEqual(['unreachable', 'unreachable']);
    }
    hung.resolve();
    await expect.poll(async () => (await world.health.ready()).ready).toBe(true);
    expect(world.commits).toHaveBeenCalledTimes(1);
  });

  it('leaves one document of one size, also where several instances begin at once', async () => {
    const world = await given();
    const others = [1, 2, 3].map(() => health(world.store, () => true, world.clock));
    const documents = async () =>
      (await world.store.platform.find(writeProbes, { by: 'byId', equals: [], limit: 100 })).items.map(
        ({ value }) => JSON.stringify(value).length,
      );
    const sizes: number[][] = [];
    for (let round = 0; round < 50; round += 1) {
      expect((await Promise.all([world.health, ...others].map((one) => one.ready()))).map(({ store }) => store)).toEqual(
        Array(4).fill('reachable'),
      );
      sizes.push(await documents());
      world.clock.advance(1_000);
    }
    expect(new Set(sizes.map((some) => JSON.stringify(some)))).toEqual(new Set([JSON.stringify(sizes[0])]));
    expect(sizes[0]).toHaveLength(1);
  });

  it('ends while the store refuses all that comes in, and begins again with the first that is kept', async () => {
    const world = await given();
    let code: StoreFailureCode | undefined = 'damaged';
    const keep = world.health.watching(async () => {
      if (code) throw new StoreFailure(code, 'no', 'as scripted');
    });
    const stands = async () => (await world.health.ready()).reason;
    for (const expected of [undefined, undefined, 'damaged', 'damaged']) {
      await expect(keep()).rejects.toThrow(StoreFailure);
      expect(await stands()).toBe(expected);
    }
    code = undefined;
    await keep();
    expect(await stands()).toBeUndefined();
    // What is the fault of the sender says nothing of the store.
    code = 'too_large';
    for (let n = 0; n < 5; n += 1) await expect(keep()).rejects.toThrow(StoreFailure);
    expect(await stands()).toBeUndefined();
    code = 'damaged';
    for (let n = 0; n < 3; n += 1) await expect(keep()).rejects.toThrow(StoreFailure);
    world.clock.advance(29_999);
    expect(await stands()).toBe('damaged');
    world.clock.advance(1);
    expect(await stands()).toBeUndefined();
  });
});

describe('an app whose disk does not keep what it is given', () => {
  let count = 0;
  const hears = (app: App) => app.metaSays(metaBody(textChange({ id: `wamid.ready.${(count += 1)}`, body: 'hi', name: 'Ana' })));
  const ready = async (app: App) => {
    const { status, text } = await ask(`${app.healthUrl}/health/ready`);
    return { status, ...(JSON.parse(text) as { store: string; reason?: string }) };
  };
  const measured = async (app: App) => {
    const families = familiesOf((await ask(`${app.healthUrl}/metrics`)).text);
    const value = (name: string, labelText: string) =>
      families.get(name)?.samples.find((one) => one.labelText === labelText)?.value;
    return { ready: value('deskbell_ready', ''), refused: value('deskbell_responses_total', '{family="webhooks",class="5xx"}') };
  };

  it.skipIf(process.platform === 'win32')('is not ready once its file is gone, and counts what it refuses', async () => {
    const clock = testClock();
    await using app = await givenApp({ clock });
    expect([(await hears(app)).status, (await ready(app)).status]).toEqual([200, 200]);
    const file = join(app.folder, 'deskbell.db');
    await rename(file, `${file}.kept`);
    clock.advance(1_000);
    const refused = await hears(app);
    expect([refused.status, JSON.parse(refused.text).code]).toEqual([503, 'store_gone']);
    expect(await ready(app)).toMatchObject({ status: 503, store: 'refuses', reason: 'gone' });
    expect(await measured(app)).toEqual({ ready: 0, refused: 1 });

    await rename(`${file}.kept`, file);
    clock.advance(1_000);
    expect([(await hears(app)).status, (await ready(app)).status]).toEqual([200, 200]);
  });

  it('is not ready when its file is damaged where messages go', async () => {
    await using folder = await temporaryFolder();
    const settings = { DESKBELL_ROLES: 'api' };
    {
      await using app = await givenApp({ folder: folder.path, settings });
      expect((await hears(app)).status).toBe(200);
    }
    await damage(join(folder.path, 'deskbell.db'), 'c_inbound_log');
    const clock = testClock();
    await using app = await givenApp({ folder: folder.path, settings, clock });
    const seen: unknown[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { status } = await hears(app);
      clock.advance(1_000);
      seen.push([status, (await ready(app)).reason]);
    }
    expect(seen).toEqual([
      [503, undefined],
      [503, undefined],
      [503, 'damaged'],
      [503, 'damaged'],
    ]);
    expect(await measured(app)).toEqual({ ready: 0, refused: 4 });
  });

  const small = smallDisk();
  itUnless('reason' in small ? small.reason : undefined)(
    'is not ready once the disk is full, and is again when there is room',
    async () => {
      if ('reason' in small) return;
      using disk = small.mounted();
      const clock = testClock();
      await using app = await givenApp({ clock, folder: disk.path, settings: { DESKBELL_ROLES: 'api' } });
      expect([(await hears(app)).status, (await ready(app)).status]).toEqual([200, 200]);
      await writeFile(join(disk.path, 'filler'), Buffer.alloc(64_000_000)).catch(() => {});
      await expect.poll(async () => (await hears(app)).status, PATIENCE).toBe(503);
      clock.advance(1_000);
      expect(await ready(app)).toMatchObject({ status: 503, store: 'refuses', reason: 'full' });
      expect((await measured(app)).ready).toBe(0);

      await rm(join(disk.path, 'filler'));
      expect((await hears(app)).status).toBe(200);
      clock.advance(1_000);
      expect((await ready(app)).status).toBe(200);
    },
  );
});

/** Overwrites the first page of a table, while nobody has the file open. */
async function damage(file: string, table: string): Promise<void> {
  const db = new DatabaseSync(file);
  const page = Number(db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(table)?.['rootpage']);
  const size = Number(db.prepare('PRAGMA page_size').get()?.['page_size']);
  db.close();
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
  await handle.close();
}

/** A file system of 16 MB in memory, where this user may mount one. */
function smallDisk(): { readonly reason: string } | { mounted(): Disposable & { readonly path: string } } {
  const mount = () => {
    const path = mkdtempSync(join(tmpdir(), 'deskbell-full-'));
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m,mode=700', 'tmpfs', path], { stdio: 'ignore' });
    } catch (error) {
      rmdirSync(path);
      throw error;
    }
    return {
      path,
      [Symbol.dispose]() {
        execFileSync('umount', ['-l', path]);
        rmdirSync(path);
      },
    };
  };
  try {
    mount()[Symbol.dispose]();
    return { mounted: mount };
  } catch {
    return { reason: 'a small file system cannot be mounted here: that takes root on Linux' };
  }
}
