import type { EpochMs } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import { conversations, earlyReceipts, messages, providerMessages } from '#contracts/records/messaging.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { canonical, sha256 } from '#core/ids/canonical.ts';
import { everything } from '#core/walking/everything.ts';
import type { Scope } from './scope.ts';

type Plain = Document & Readonly<Record<string, unknown>>;
type Holds = Scope['holds'];

interface Projection {
  readonly collection: Collection<any, any>;
  all(store: TenantStore): AsyncIterable<Stored<Plain>>;
}

/** The collections that can be rebuilt from the log, each with an index that finds all documents. */
const PROJECTIONS: readonly Projection[] = [
  { collection: contacts, all: (store) => everything(store, contacts, { by: 'byId', equals: [] }) },
  { collection: identityRecords, all: (store) => everything(store, identityRecords, { by: 'byValue', equals: [] }) },
  { collection: conversations, all: (store) => everything(store, conversations, { by: 'byLastAt', equals: [] }) },
  { collection: messages, all: (store) => everything(store, messages, { by: 'byId', equals: [] }) },
  { collection: providerMessages, all: (store) => everything(store, providerMessages, { by: 'byId', equals: [] }) },
  { collection: earlyReceipts, all: (store) => everything(store, earlyReceipts, { by: 'byId', equals: [] }) },
];

export interface Compared {
  readonly collection: string;
  readonly original: number;
  readonly rebuilt: number;
  /** Sorted ids. A provider's id is shown as a hash. */
  readonly different: readonly string[];
  /** Only in the original. */
  readonly missing: readonly string[];
  /** Only in the rebuilt store. */
  readonly added: readonly string[];
}

/** Compares every rebuilt document with the original, as canonical JSON. */
export async function compare(original: TenantStore, rebuilt: TenantStore, holds: Holds, now: EpochMs): Promise<Compared[]> {
  const results: Compared[] = [];
  for (const projection of PROJECTIONS) results.push(await compareOne(projection, original, rebuilt, holds, now));
  return results;
}

async function compareOne(
  { collection, all }: Projection,
  original: TenantStore,
  rebuilt: TenantStore,
  holds: Holds,
  now: EpochMs,
): Promise<Compared> {
  const counts = { original: 0, rebuilt: 0 };
  const [different, missing, added]: [string[], string[], string[]] = [[], [], []];
  const counted = (value: Plain) => holds(collection.name, value) && isKept(collection, value, now);
  for await (const { value } of all(original)) {
    if (!counted(value)) continue;
    counts.original += 1;
    const ours = await rebuilt.get<Plain>(collection, value.id);
    if (!ours || !counted(ours.value)) missing.push(shown(collection, value.id));
    else if (textOf(collection, ours.value) !== textOf(collection, value)) different.push(shown(collection, value.id));
  }
  for await (const { value } of all(rebuilt)) if (counted(value)) counts.rebuilt += 1;
  // Looked up one by one, but only if the counts differ.
  if (counts.rebuilt > counts.original - missing.length)
    for await (const { value } of all(rebuilt)) {
      const theirs = counted(value) ? await original.get<Plain>(collection, value.id) : undefined;
      if (counted(value) && (!theirs || !counted(theirs.value))) added.push(shown(collection, value.id));
    }
  return {
    collection: collection.name,
    ...counts,
    different: different.toSorted(),
    missing: missing.toSorted(),
    added: added.toSorted(),
  };
}

/** One digest over all documents. It does not depend on the order in which they were written. */
export async function digestOf(store: TenantStore, holds: Holds, now: EpochMs): Promise<string> {
  const digests: string[] = [];
  for (const { collection, all } of PROJECTIONS)
    for await (const { value } of all(store))
      if (holds(collection.name, value) && isKept(collection, value, now))
        digests.push(sha256(`${collection.name}\0${textOf(collection, value)}`));
  return sha256(digests.toSorted().join('\n'));
}

/** Leaves out expired documents, because the sweeper may or may not have removed them. */
function isKept(collection: Collection<any, any>, value: Plain, now: EpochMs): boolean {
  return collection !== earlyReceipts || (typeof value['expiresAt'] === 'number' && value['expiresAt'] > now);
}

/** Shows the start of a hash instead of a provider's id, because Meta's ids contain the customer's number. */
function shown(collection: Collection<any, any>, id: string): string {
  return collection === providerMessages || collection === earlyReceipts ? `#${sha256(id).slice(0, 16)}` : id;
}

/** Leaves out the state of media downloads, which is not in the log. */
function textOf(collection: Collection<any, any>, value: Plain): string {
  const isMedia = collection === messages && value['direction'] === 'in' && 'media' in value;
  return canonical(isMedia ? { ...value, media: { state: 'waiting' } } : value);
}
