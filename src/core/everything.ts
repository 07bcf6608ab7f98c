import type { Collection, Document, Indexes } from '#contracts/collection.ts';
import { FIND_LIMIT, type Handle, type Query, type Stored } from '#contracts/store.ts';

/** Iterates over all results of a query, page by page. */
export async function* everything<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
  handle: Handle,
  collection: Collection<T, I>,
  query: Omit<Query<T, I, K>, 'limit' | 'cursor'>,
): AsyncGenerator<Stored<T>> {
  let cursor: string | undefined;
  do {
    const page = await handle.find(collection, { ...query, limit: FIND_LIMIT, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
