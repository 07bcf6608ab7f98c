import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFolderFiles } from '#adapters/folder/index.ts';
import type { TenantFiles } from '#contracts/files.ts';
import { OtherData } from '#core/copying/copy-all.ts';
import { ChecksumMismatch, copyFiles, countSameFiles } from '#core/copying/copy-files.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const TEXT = { type: 'text/plain', limit: 100 };
const bytes = (text: string) => new Blob([text]).stream();
const ignored = () => {};

describe('copying files', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let from: TenantFiles;
  let to: TenantFiles;
  beforeEach(async () => {
    folder = await temporaryFolder();
    from = (await openFolderFiles({ folder: join(folder.path, 'from') })).tenant('shop');
    to = (await openFolderFiles({ folder: join(folder.path, 'to') })).tenant('shop');
    for (const id of ['a', 'B', 'c/../d']) await from.put(id, bytes(`bytes of ${id}`), TEXT);
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const readIn = async (id: string) => new Response((await to.open(id))?.bytes).text();
  /** Puts that were asked for, of which the last may be the end of the process. */
  function counted(dyingAt = Infinity) {
    const puts: string[] = [];
    const watched: TenantFiles = {
      ...to,
      put(id, stream, about) {
        puts.push(id);
        if (puts.length === dyingAt) throw new Error('dead');
        return to.put(id, stream, about);
      },
    };
    return { puts, watched };
  }

  it('brings each with its bytes and its type, and counts those that are the same', async () => {
    let told = 0;
    await copyFiles({ from, to }, () => (told += 1));
    expect([told, await countSameFiles({ from, to })]).toEqual([3, 3]);
    expect((await to.open('c/../d'))?.about).toEqual((await from.open('c/../d'))?.about);
    expect(await readIn('B')).toBe('bytes of B');
  });

  it('goes on where it was cut short, and copies nothing twice', async () => {
    const first = counted(3);
    await expect(copyFiles({ from, to: first.watched }, ignored)).rejects.toThrow('dead');
    const second = counted();
    await copyFiles({ from, to: second.watched }, ignored);
    expect(second.puts).toEqual(first.puts.slice(2));
    expect(await countSameFiles({ from, to })).toBe(3);
  });

  it('copies again what is there with other bytes or another type', async () => {
    await to.put('a', bytes('bytes of b'), TEXT);
    await to.put('B', bytes('bytes of B'), { ...TEXT, type: 'image/png' });
    await copyFiles({ from, to }, ignored);
    expect(await countSameFiles({ from, to })).toBe(3);
    expect(await readIn('a')).toBe('bytes of a');
  });

  it('refuses a file whose bytes are not those of its checksum, and keeps no copy', async () => {
    await spoil('from');
    await expect(copyFiles({ from, to }, ignored)).rejects.toThrow(ChecksumMismatch);
    expect(await to.open('a')).toBeUndefined();
  });

  it('sees a copy whose bytes are others, whatever is said of them', async () => {
    await copyFiles({ from, to }, ignored);
    await spoil('to');
    await expect(countSameFiles({ from, to })).rejects.toThrow(OtherData);
  });

  it('sees a file that was there before', async () => {
    await copyFiles({ from, to }, ignored);
    await to.put('more', bytes('x'), TEXT);
    await expect(countSameFiles({ from, to })).rejects.toThrow(OtherData);
  });

  /** As a disk would: the size stays. */
  async function spoil(side: 'from' | 'to'): Promise<void> {
    const place = join(folder.path, side, 'tenants', 'shop', 'a');
    for (const name of await readdir(place)) if (name !== 'about.json') await writeFile(join(place, name), 'bytes 0f a');
  }
});
