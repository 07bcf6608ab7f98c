import { rmSync } from 'node:fs';
import { copyFile, link, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '#adapters/sqlite/connection.ts';
import { groupCommit } from '#adapters/sqlite/group-commit.ts';
import { systemTimer } from '#adapters/sqlite/locks.ts';
import { ownFiles } from '#adapters/sqlite/own-files.ts';
import { insert } from '#contracts/store.ts';
import { failureOf } from '#test/contracts/store.ts';
import { anEvent, aThing, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

const GONE = {
  code: 'gone',
  message: expect.stringMatching(/^the data file was removed or replaced .+: stop it, .+ backup/),
};

describe.skipIf(process.platform === 'win32')('a data file that goes away while it is in use', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    file = join(folder, 'data.db');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function opened() {
    const engine = await engineOn(file, kitCollections, testClock());
    const shop = engine.store.tenant('shop');
    const add = (id: string) => shop.commit([insert(things, aThing(id))], [anEvent(id)]);
    expect(await add('before')).toEqual({ kind: 'committed' });
    return { add, shop, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
  }

  it.each<[string, () => Promise<unknown>]>([
    ['is removed', () => rm(file)],
    ['is removed with its folder', () => rm(folder, { recursive: true })],
    ['is replaced by a copy', () => copyFile(file, `${file}.copy`).then(() => rename(`${file}.copy`, file))],
    ['loses its write-ahead log', () => rm(`${file}-wal`)],
    ['loses what processes share', () => rm(`${file}-shm`)],
    ['gets another write-ahead log', () => copyFile(`${file}-wal`, `${file}.w`).then(() => rename(`${file}.w`, `${file}-wal`))],
    ['goes elsewhere with its folder', () => rename(folder, `${folder}-moved`)],
  ])('refuses every commit once it %s', async (_, befalls) => {
    await using engine = await opened();
    await befalls();
    expect(await failureOf(engine.add('after'))).toMatchObject({ ...GONE, happened: 'unknown' });
    expect(await failureOf(engine.add('later'))).toMatchObject({ ...GONE, happened: 'no' });
    expect(await engine.shop.get(things, 'later')).toBeUndefined();
    await rm(`${folder}-moved`, { recursive: true, force: true });
  });

  it('does not acknowledge a commit during which it went away', async () => {
    const retry = { timer: systemTimer, random: () => 0 };
    const connection = await connect(file, retry);
    connection.db.exec('CREATE TABLE kept (id TEXT)');
    await using group = groupCommit(connection, ownFiles(file), retry);
    const answer = new Promise<unknown>((committed, failed) => {
      group.add({
        bytes: 0,
        run() {
          connection.sql(`INSERT INTO kept VALUES ('during')`).run();
          rmSync(file);
        },
        committed: () => committed('committed'),
        failed,
      });
    });
    expect(await failureOf(answer)).toMatchObject({ ...GONE, happened: 'unknown' });
    connection.db.close();
  });

  it('goes on when the same file is put back', async () => {
    await using engine = await opened();
    await link(file, `${file}.kept`);
    await rm(file);
    expect(await failureOf(engine.add('refused'))).toMatchObject(GONE);
    await rename(`${file}.kept`, file);
    expect(await engine.add('again')).toEqual({ kind: 'committed' });
  });
});
