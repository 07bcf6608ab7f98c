import type { EpochMs } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import { conversations, earlyReceipts, messages, providerMessages } from '#contracts/records/messaging.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { canonical, sha256 } from '../canonical.ts';
import { everything } from '#core/everything.ts';
import type { Scope } from './scope.ts';

type Plain = Document & Readonly<Record<string, unknown>>;
type Holds = Scope['holds'];

interface Projection {
  readonly collection: Collection<any, any>;
  all(store: TenantStore): AsyncIterable<Stored<Plain>>;
}

/** Everything that the log decides, and an index that finds all of it. */
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
  /** Ids, in the order of the ids; of documents with a provider's id, what stands for it. */
  readonly different: readonly string[];
  /** In the original only. */
  readonly missing: readonly string[];
  /** In the rebuilt only. */
  readonly added: readonly string[];
}

/** Holds every document of the rebuilt against the original's, as canonical JSON. */
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
  // Looked for one by one only when the numbers say that there are some.
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

/** One digest of all documents: the same for every order in which they were made. */
export async function digestOf(store: TenantStore, holds: Holds, now: EpochMs): Promise<string> {
  const digests: string[] = [];
  for (const { collection, all } of PROJECTIONS)
    for await (const { value } of all(store))
      if (holds(collection.name, value) && isKept(collection, value, now))
        digests.push(sha256(`${collection.name}\0${textOf(collection, value)}`));
  return sha256(digests.toSorted().join('\n'));
}

/** Receipts of sends that nobody asked for expire; the sweeper may have been there or not. */
function isKept(collection: Collection<any, any>, value: Plain, now: EpochMs): boolean {
  return collection !== earlyReceipts || (typeof value['expiresAt'] === 'number' && value['expiresAt'] > now);
}

/** A provider's id may hold the customer's number (Meta's does): then the beginning of its hash stands for it. */
function shown(collection: Collection<any, any>, id: string): string {
  return collection === providerMessages || collection === earlyReceipts ? `#${sha256(id).slice(0, 16)}` : id;
}

/** What became of a customer's file is not in the log. */
function textOf(collection: Collection<any, any>, value: Plain): string {
  const isMedia = collection === messages && value['direction'] === 'in' && 'media' in value;
  return canonical(isMedia ? { ...value, media: { state: 'waiting' } } : value);
}
