import type { Collection, Document, Indexes } from '#contracts/collection.ts';
import { FIND_LIMIT, type Handle, type Query, type Stored } from '#contracts/store.ts';

type Whole<T, I extends Indexes<T>, K extends keyof I> = Omit<Query<T, I, K>, 'limit' | 'cursor'>;

/** Iterates over all documents that match a query, page by page. */
export async function* everything<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
  handle: Handle,
  collection: Collection<T, I>,
  query: Whole<T, I, K>,
): AsyncGenerator<Stored<T>> {
  for await (const page of pages(handle, collection, query)) yield* page;
}

/** All documents that match, as a list. Only for results that fit into memory. */
export async function all<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
  handle: Handle,
  collection: Collection<T, I>,
  query: Whole<T, I, K>,
): Promise<readonly Stored<T>[]> {
  return (await Array.fromAsync(pages(handle, collection, query))).flat();
}

async function* pages<T extends Document, I extends Indexes<T>, K extends keyof I & string>(
  handle: Handle,
  collection: Collection<T, I>,
  query: Whole<T, I, K>,
): AsyncGenerator<readonly Stored<T>[]> {
  let cursor: string | undefined;
  do {
    const page = await handle.find(collection, { ...query, limit: FIND_LIMIT, ...(cursor === undefined ? {} : { cursor }) });
    yield page.items;
    cursor = page.next;
  } while (cursor !== undefined);
}
