import type { IndexDescription } from 'mongodb';
import type { Leases } from '#contracts/leases.ts';
import { BUCKET, type SharedDatabase } from './shared-database.ts';

/** The last two are from the GridFS specification. The driver would create them at the first upload, while other uploads run. */
const INDEXES: Readonly<Record<string, readonly IndexDescription[]>> = {
  [BUCKET]: [
    { name: 'byTenant', key: { tenantId: 1, _id: 1 } },
    { name: 'due', key: { due: 1 }, sparse: true },
  ],
  [`${BUCKET}.files`]: [{ name: 'filename_1_uploadDate_1', key: { filename: 1, uploadDate: 1 } }],
  [`${BUCKET}.chunks`]: [{ name: 'files_id_1_n_1', key: { files_id: 1, n: 1 }, unique: true }],
};

/** Creates the collections and their indexes, one instance at a time. Does nothing if they exist. */
export async function layOut({ db, asked }: SharedDatabase, leases: Leases): Promise<void> {
  if ((await missing()).length === 0) return;
  await using _lease = await leases.hold('files', new AbortController().signal);
  for (const name of await missing()) await asked(db.collection(name).createIndexes([...(INDEXES[name] ?? [])]));

  async function missing(): Promise<readonly string[]> {
    const names: string[] = [];
    for (const [name, wanted] of Object.entries(INDEXES)) {
      const there = new Set(
        (await asked(db.collection(name).listIndexes().toArray().catch(unlessNoCollection))).map((one) => one.name),
      );
      if (wanted.some((index) => !there.has(index.name))) names.push(name);
    }
    return names;
  }
}

/** 26: NamespaceNotFound. */
function unlessNoCollection(error: unknown): [] {
  if (error instanceof Error && 'code' in error && error.code === 26) return [];
  throw error;
}
