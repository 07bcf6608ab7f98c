import { type Refusal, invalidParameter } from './refusals.ts';

export interface Page {
  readonly page: number;
  readonly size: number;
  readonly token: string | undefined;
}

const MOST = 1000;

export function readPage(query: URLSearchParams): Page | { readonly refused: Refusal } {
  const size = Number(query.get('PageSize') ?? 50);
  const page = Number(query.get('Page') ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > MOST) return { refused: invalidParameter(`PageSize must be 1 to ${MOST}`) };
  if (!Number.isInteger(page) || page < 0) return { refused: invalidParameter('Page must be 0 or more') };
  const token = query.get('PageToken') ?? undefined;
  if (page > 0 && token === undefined) return { refused: invalidParameter('a Page after the first needs its PageToken') };
  return { page, size, token };
}

/** The same URL with another page. `path` may be an absolute URL. */
export function pageAddress(path: string, query: URLSearchParams, page: number, size: number, token?: string): string {
  const next = new URLSearchParams(query);
  for (const name of ['Page', 'PageSize', 'PageToken']) next.delete(name);
  next.set('PageSize', String(size));
  next.set('Page', String(page));
  if (token !== undefined) next.set('PageToken', token);
  return `${path}?${next}`;
}
