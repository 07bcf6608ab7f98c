import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderFiles } from '#adapters/folder/index.ts';
import { FileTooLarge } from '#contracts/files.ts';
import { describeFiles } from '#test/contracts/files.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'deskbell-files-'));
const bytes = (text: string) => new Blob([text]).stream();

describeFiles({
  name: 'a folder',
  async open() {
    const folder = await newFolder();
    return { files: await openFolderFiles({ folder }), close: () => rm(folder, { recursive: true, force: true }) };
  },
});

describe('the folder of files', () => {
  let outside: string;
  let folder: string;
  beforeEach(async () => {
    outside = await newFolder();
    folder = join(outside, 'files');
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  it('is the only place written to, whatever the ids', async () => {
    const files = await openFolderFiles({ folder });
    for (const id of ['../x', '../../x', '/x', '..'])
      await files.tenant(id).put(id, bytes('x'), { type: 'text/plain', limit: 10 });
    expect(await readdir(outside)).toEqual(['files']);
    expect((await readdir(folder)).toSorted()).toEqual(['incoming', 'tenants']);
  });

  it('holds nothing half received once a put has ended', async () => {
    const files = (await openFolderFiles({ folder })).tenant('shop');
    await files.put('f', bytes('one'), { type: 'text/plain', limit: 10 });
    await files.put('f', bytes('two'), { type: 'text/plain', limit: 10 });
    await expect(files.put('f', bytes('three'), { type: 'text/plain', limit: 4 })).rejects.toThrow(FileTooLarge);
    expect(await readdir(join(folder, 'incoming'))).toEqual([]);
    expect(await readdir(join(folder, 'tenants', 'shop', 'f'))).toHaveLength(2);
    await files.remove('f');
    expect(await readdir(join(folder, 'tenants', 'shop'))).toEqual([]);
  });

  it('is readable for its owner only', async () => {
    const files = (await openFolderFiles({ folder })).tenant('shop');
    await files.put('f', bytes('one'), { type: 'text/plain', limit: 10 });
    for (const name of await readdir(folder, { recursive: true })) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  });

  it('throws away what a crash left a day ago, and keeps what is being received now', async () => {
    await openFolderFiles({ folder });
    await writeFile(join(folder, 'incoming', 'old'), 'x');
    await writeFile(join(folder, 'incoming', 'new'), 'x');
    const twoDaysAgo = (await stat(join(folder, 'incoming', 'new'))).mtimeMs / 1000 - 2 * 24 * 60 * 60;
    await utimes(join(folder, 'incoming', 'old'), twoDaysAgo, twoDaysAgo);
    await openFolderFiles({ folder });
    expect(await readdir(join(folder, 'incoming'))).toEqual(['new']);
  });

  it('still has the files when opened again', async () => {
    await (await openFolderFiles({ folder })).tenant('shop').put('f', bytes('one'), { type: 'text/plain', limit: 10 });
    const found = await (await openFolderFiles({ folder })).tenant('shop').open('f');
    expect(await new Response(found?.bytes).text()).toBe('one');
  });
});
