import { z } from 'zod';
import type { EpochMs } from '#contracts/clock.ts';
import { type SearchEntry, type SearchedKind, searchEntries } from '#contracts/records/search.ts';
import { type Page, StoreFailure, type TenantStore } from '#contracts/store.ts';
import { type Found, type Lane, lanesOf } from './lanes.ts';
import type { Query } from './query.ts';
import { sourceOf } from './sources.ts';

/** Entries that are looked at together, and how often one call does that at most. */
const STEP = 50;
const STEPS = 10;
/** A page ends after the step with which it has this many. */
const ENOUGH = 20;

export interface Match extends Found {
  readonly conversationId: string;
  readonly messageId?: string;
  readonly at: EpochMs;
}
export interface Matches {
  readonly items: readonly Match[];
  /** There may be more, also if this page has few or none. */
  readonly next?: string;
}

/** Where a search goes on: in which lane, by which of its tags, and after which entry. */
const place = z.tuple([z.int().nonnegative(), z.int().nonnegative().optional(), z.string().optional()]);
type Place = z.infer<typeof place>;

/**
 * Searches a step at a time, newest first within each lane. The work of one call is bounded, whatever is stored: it looks at 500 entries at
 * most, and then answers with what it has. `kinds` are those that the caller may read. @throws StoreFailure `invalid` for a wrong cursor
 */
export async function search(
  store: TenantStore,
  query: Query,
  { cursor, kinds }: { readonly cursor?: string; readonly kinds: ReadonlySet<SearchedKind> },
): Promise<Matches> {
  const lanes = lanesOf(query);
  const items: Match[] = [];
  let [at, tag, after] = cursor === undefined ? ([0] satisfies Place) : placeOf(cursor);
  for (let step = 0; step < STEPS && items.length < ENOUGH; step += 1) {
    const lane = lanes[at];
    if (!lane) return { items };
    const walked = tag === undefined ? await rarest(store, lane) : { tag, page: await pageOf(store, lane, tag, after) };
    if (walked) items.push(...(await matchesOf(store, lane, kinds, walked.page)));
    [at, tag, after] = walked?.page.next === undefined ? [at + 1] : [at, walked.tag, walked.page.next];
  }
  return lanes[at] ? { items, next: written([at, tag, after]) } : { items };
}

/** The first page of the tag that ends soonest, or goes back furthest. `undefined` if nothing can match. */
async function rarest(store: TenantStore, lane: Lane) {
  const pages = await Promise.all(lane.tags.map((_, tag) => pageOf(store, lane, tag, undefined)));
  const walks = pages.map((page, tag) => ({ tag, page, reach: reachOf(page) }));
  return walks.toSorted((a, b) => a.reach - b.reach || a.page.items.length - b.page.items.length)[0];
}

function reachOf({ items, next }: Page<SearchEntry>): number {
  return next === undefined ? -1 : (items.at(-1)?.value.at ?? 0);
}

function pageOf(store: TenantStore, lane: Lane, tag: number, cursor: string | undefined): Promise<Page<SearchEntry>> {
  const name = lane.tags[tag];
  if (name === undefined) throw wrongCursor();
  const from = cursor === undefined ? {} : { cursor };
  return store.find(searchEntries, { by: 'byWord', equals: [name], order: 'desc', limit: STEP, ...from });
}

async function matchesOf(
  store: TenantStore,
  { tags, match }: Lane,
  kinds: ReadonlySet<SearchedKind>,
  page: Page<SearchEntry>,
): Promise<readonly Match[]> {
  const hopeful = page.items
    .map(({ value }) => value)
    // With several entries, each tag is in one of them only.
    .filter(({ kind, words, parts }) => kinds.has(kind) && (parts !== undefined || tags.every((tag) => words.includes(tag))));
  const matches = hopeful.map(async (entry): Promise<readonly Match[]> => {
    const source = await sourceOf(store, entry);
    const found = source && match(source);
    if (!found) return [];
    const { conversationId, at, about, kind } = entry;
    return [{ ...found, conversationId, at, ...(kind === 'message' ? { messageId: about } : {}) }];
  });
  return (await Promise.all(matches)).flat();
}

function written(where: Place): string {
  // JSON would write `null` for what is missing.
  return Buffer.from(JSON.stringify(where.filter((part) => part !== undefined))).toString('base64url');
}

function placeOf(cursor: string): Place {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw wrongCursor();
  }
}

function wrongCursor(): StoreFailure {
  return new StoreFailure('invalid', 'no', 'the cursor does not belong to this search: start again without a cursor');
}
