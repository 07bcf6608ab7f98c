import { notes } from '#contracts/records/inbox.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { type SearchedKind, searchEntries } from '#contracts/records/search.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { MOST_AT_ONCE, writeEntries } from './entries.ts';

export type Counted = Readonly<Record<SearchedKind, number>>;

/**
 * Makes the entries of everything that can be found, and removes those of what is no longer there. May run beside the app, and be
 * stopped and started again; whatever is there can be found meanwhile.
 */
export async function rebuildSearch(store: TenantStore, told: (counted: Counted) => void): Promise<Counted> {
  const counted = { conversation: 0, message: 0, note: 0 };
  await each('conversation', everything(store, conversations, { by: 'byLastAt', equals: [] }));
  await each('note', everything(store, notes, { by: 'byConversation', equals: [] }));
  await each('message', everything(store, messages, { by: 'byId', equals: [] }));
  for await (const entries of slices(everything(store, searchEntries, { by: 'byContact', equals: [] })))
    await writeEntries(store, distinct(entries.map(({ value: { kind, about } }) => ({ kind, about }))));
  return counted;

  async function each(kind: SearchedKind, all: AsyncIterable<Stored<{ readonly id: string }>>): Promise<void> {
    for await (const some of slices(all)) {
      await writeEntries(
        store,
        some.map(({ value }) => ({ kind, about: value.id })),
      );
      counted[kind] += some.length;
      told(counted);
    }
  }
}

function distinct<T extends { readonly kind: string; readonly about: string }>(all: readonly T[]): readonly T[] {
  return [...new Map(all.map((one) => [`${one.kind} ${one.about}`, one])).values()];
}

async function* slices<T>(all: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  let slice: T[] = [];
  for await (const one of all) {
    slice.push(one);
    if (slice.length < MOST_AT_ONCE) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
}
