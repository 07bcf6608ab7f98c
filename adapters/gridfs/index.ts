import type { Clock } from '#contracts/clock.ts';
import type { Files, OpenFile, StoredFile, TenantFiles } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import { StoreFailure } from '#contracts/store.ts';
import { type Bytes, gridBytes } from './bytes.ts';
import { type Entries, drafted, entries, named, removed, retired } from './entries.ts';
import { layOut } from './layout.ts';
import type { SharedDatabase } from './shared-database.ts';
import { type Tidy, tidy } from './tidy.ts';

export interface GridfsOptions {
  readonly database: SharedDatabase;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

interface Parts extends GridfsOptions {
  readonly entries: Entries;
  readonly bytes: Bytes;
  readonly tidy: Tidy;
}

/** Files of tenants in GridFS. Any number of instances may share it. @throws StoreFailure */
export async function openGridfs(options: GridfsOptions): Promise<Files> {
  const { database, leases, clock, newId, log } = options;
  await layOut(database, leases);
  const own = entries(database, newId);
  const bytes = gridBytes(database);
  const parts = { ...options, entries: own, bytes, tidy: tidy(own, bytes, clock, log) };
  await parts.tidy.nowAndThen();
  return { tenant: (id) => tenantFiles(id, parts) };
}

/** A put writes the bytes as a new revision and then makes it current in one write, so a reader sees the old file or the new one. */
function tenantFiles(tenant: string, { entries, bytes, tidy, clock, newId }: Parts): TenantFiles {
  return {
    async put(id, stream, { type, limit }) {
      if (id === '') throw new TypeError('a file needs an id');
      await tidy.nowAndThen();
      const revision = newId();
      // Before the first byte, so that everything a crash leaves is listed.
      await entries.change(tenant, id, drafted(revision, clock.now())).catch(async (error: unknown) => {
        await stream.cancel();
        throw error;
      });
      const received = await bytes.write({ tenant, id, revision, type }, stream, limit).catch(async (error: unknown) => {
        // If the database failed, the next instance that looks for leftovers deletes it.
        if (!(error instanceof StoreFailure)) await discard(id, revision);
        throw error;
      });
      const about: StoredFile = { id, type, ...received };
      const { current } = await entries.change(tenant, id, named(revision, about, clock.now()));
      if (current?.revision === revision) return about;
      // Bytes that were written after the draft was discarded are not listed anywhere.
      await bytes.remove(tenant, revision);
      throw new StoreFailure('unavailable', 'no', 'the upload took so long that its bytes were discarded: put the file again');
    },

    async open(id): Promise<OpenFile | undefined> {
      const current = (await entries.read(tenant, id))?.current;
      return current && { about: current.about, bytes: bytes.read(tenant, current.revision, current.about.size) };
    },

    async remove(id) {
      await entries.change(tenant, id, removed);
      await tidy.one(tenant, id, 0);
    },

    list: () => entries.list(tenant),
  };

  async function discard(id: string, revision: string): Promise<void> {
    try {
      await entries.change(tenant, id, retired(revision));
      await tidy.one(tenant, id, 0);
    } catch {
      // It is listed as a leftover.
    }
  }
}
