import type { Page } from './pages.ts';

/** A list that is needed whole is small; this only keeps a mistake of the server from becoming an endless loop. */
const MOST_PAGES = 40;

/** All entries of a paged list. */
export async function everyPage<T>(load: (cursor?: string) => Promise<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await load(cursor);
    items.push(...page.items);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  return items;
}
