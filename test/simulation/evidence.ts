import type { Document } from '#contracts/collection.ts';
import { strays } from '#contracts/records/platform.ts';
import type { Declared } from '#contracts/store-rules/document.ts';
import { type turn, turns } from '#contracts/records/dialogue.ts';
import { type Stored, type Turn, asDecided, storedOf } from '#test/harness/evidence.ts';
import type { z } from 'zod';
import { decoded, type Disk } from './disk.ts';
import { TENANT, type Aftermath } from './world.ts';

export type { Sent, Turn } from '#test/harness/evidence.ts';

/** All that is left of a seed, read from what was committed. */
export interface Evidence extends Aftermath {
  /** What the shared promises look at. */
  readonly stored: Stored;
  readonly strays: number;
  /** Number of the commit that a document came with. */
  born(collection: Declared, id: string): number;
  /** Customers of whom something was parked on the way: what came behind it went on without it, as it should. */
  readonly overtaken: ReadonlySet<string>;
}

export async function evidenceOf(aftermath: Aftermath): Promise<Evidence> {
  const { disk, store, parked, customers, endedAt } = aftermath;
  const stored = await storedOf(store.tenant(TENANT), endedAt);
  const { conversations, identities } = stored;
  return {
    ...aftermath,
    stored,
    strays: disk.tables.get(strays.name)?.tenants.get('')?.size ?? 0,
    born: (collection, id) => disk.tables.get(collection.name)?.tenants.get(TENANT)?.get(id)?.born ?? -1,
    overtaken: new Set(
      customers
        .filter(({ userId, number }) => {
          const contact = identities.find(({ value }) => value === userId || value === number)?.contactId;
          const own = conversations.filter(({ contactId }) => contactId === contact).map(({ id }) => id);
          return parked.some(({ key }) => key.endsWith(`:${userId}`) || key.endsWith(`:${number}`) || own.includes(key));
        })
        .map(({ name }) => name),
    ),
  };
}

export function turnsOf(disk: Disk): readonly Turn[] {
  return documents<z.infer<typeof turn>>(disk, turns).map(asDecided);
}

export function documents<T>(disk: Disk, collection: Declared): T[] {
  const table = disk.tables.get(collection.name);
  const rows = table?.tenants.get(TENANT)?.values() ?? [];
  return table ? [...rows].map((row) => decoded<T & Document>(table, row).value) : [];
}
