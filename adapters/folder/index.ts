import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { storedFile, type Files, type OpenFile, type TenantFiles } from '#contracts/files.ts';
import { discardLeftovers, makeFolder, moveIn, writeDurably } from './durable.ts';
import { pathName } from './path-name.ts';
import { openBytes, receive } from './stream.ts';

/** The sidecar file with the metadata and the name of the bytes file. Renamed last, so it never names missing bytes. */
const SIDECAR = 'about.json';
const sidecar = z.object({ about: storedFile, bytes: z.string() });

/**
 * Stores tenants' files in a folder. Each file has its own subfolder with the bytes and a sidecar that points to them. Several
 * processes may share the folder. Ids are converted to file names that cannot leave it.
 */
export async function openFolderFiles({ folder }: { readonly folder: string }): Promise<Files> {
  const incoming = join(folder, 'incoming');
  await makeFolder(incoming);
  await discardLeftovers(incoming);
  return { tenant: (id) => tenantFiles(join(folder, 'tenants', pathName(id)), incoming) };
}

function tenantFiles(home: string, incoming: string): TenantFiles {
  const folderOf = (id: string) => join(home, pathName(id));
  const read = (id: string) => readIn(folderOf(id));

  async function readIn(place: string) {
    const text = await readFile(join(place, SIDECAR), 'utf8').catch(unlessMissing);
    return text === undefined ? undefined : sidecar.parse(JSON.parse(text));
  }

  async function open(id: string, again: boolean): Promise<OpenFile | undefined> {
    const known = await read(id);
    if (!known) return undefined;
    const bytes = await openBytes(join(folderOf(id), known.bytes)).catch(unlessMissing);
    if (bytes) return { about: known.about, bytes };
    // Replaced or removed between the two reads.
    return again ? open(id, false) : undefined;
  }

  return {
    /** Two concurrent puts of the same id may leave unused bytes behind until the file is removed. */
    async put(id, bytes, { type, limit }) {
      if (id === '') throw new TypeError('a file needs an id');
      const received = await receive(bytes, incoming, limit);
      try {
        const place = folderOf(id);
        await makeFolder(place);
        const before = await read(id);
        const about = { id, type, size: received.size, sha256: received.sha256 };
        await moveIn(received.path, join(place, received.name));
        const pointer = await writeDurably(incoming, JSON.stringify({ about, bytes: received.name }));
        await moveIn(pointer, join(place, SIDECAR));
        if (before) await rm(join(place, before.bytes), { force: true });
        return about;
      } catch (error) {
        await rm(received.path, { force: true });
        throw error;
      }
    },
    open: (id) => open(id, true),
    async remove(id) {
      await rm(join(folderOf(id), SIDECAR), { force: true });
      await rm(folderOf(id), { recursive: true, force: true });
    },
    async *list() {
      for (const name of (await readdir(home).catch(unlessMissing)) ?? []) {
        const known = await readIn(join(home, name));
        if (known) yield known.about;
      }
    },
  };
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
