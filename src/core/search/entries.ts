import { type SearchEntry, searchEntries } from '#contracts/records/search.ts';
import {
  type Stored,
  TAG_LIMIT,
  type TenantStore,
  type Write,
  againWhenStale,
  insert,
  remove,
  replace,
} from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { type Searched, type Source, sourceOf } from './sources.ts';
import { MOST_PARTS, personTags, textTags } from './tags.ts';

/** So many of these fit into one batch. */
export const MOST_AT_ONCE = 60;

/** 60 bits: the id is repeated with each tag, and one that two things share would hide the later one. */
const ID_LENGTH = 12;

/**
 * Makes the entries of these what they should be now, in one batch. An entry follows from what it is about and has an id made of it, so
 * doing this again changes nothing, whichever event is handled first.
 */
export function writeEntries(store: TenantStore, searched: readonly Searched[]): Promise<void> {
  return againWhenStale(async () => {
    const writes = await Promise.all(searched.map((one) => writesFor(store, one)));
    if (writes.every((lines) => lines.length === 0)) return undefined;
    return raced(await store.commit(writes.flat()), undefined);
  });
}

async function writesFor(store: TenantStore, searched: Searched): Promise<readonly Write[]> {
  const ids = Array.from({ length: MOST_PARTS }, (_, part) => entryId(searched, part));
  // Before what they are about: if another writer saw something newer, its entry is newer than this one, and the batch is stale.
  const there = await Promise.all(ids.map((id) => store.get(searchEntries, id)));
  const source = await sourceOf(store, searched);
  const wanted = source ? entriesOf(source) : [];
  return ids.flatMap((_, n) => lineFor(there[n], wanted[n]));
}

function lineFor(was: Stored<SearchEntry> | undefined, wanted: SearchEntry | undefined): readonly Write[] {
  if (!wanted) return was ? [remove(searchEntries, was)] : [];
  if (!was) return [insert(searchEntries, wanted)];
  return JSON.stringify(was.value) === JSON.stringify(wanted) ? [] : [replace(searchEntries, was, wanted)];
}

/** Nothing to find makes no entry. */
function entriesOf(source: Source): readonly SearchEntry[] {
  const { kind, id: about, conversationId, contactId, at } = source;
  const tags =
    source.kind === 'conversation' ? personTags([...source.names, ...source.labels], source.numbers) : textTags(source.text);
  const parts = Math.ceil(tags.length / TAG_LIMIT.tags);
  return Array.from({ length: parts }, (_, part) => ({
    id: entryId({ kind, about }, part),
    kind,
    about,
    conversationId,
    contactId,
    words: tags.slice(part * TAG_LIMIT.tags, (part + 1) * TAG_LIMIT.tags),
    at,
    expiresFrom: kind === 'message' ? at : 0,
    ...(parts > 1 ? { parts } : {}),
  }));
}

function entryId({ kind, about }: Searched, part: number): string {
  return timelessIdOf('search', kind, about, String(part)).slice(0, ID_LENGTH);
}
