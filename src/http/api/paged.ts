import { StoreFailure } from '#contracts/store.ts';
import { refusal } from '../problem.ts';

export const PAGE = 50;

/** The page that the cursor asks for. A cursor that is made up, or of another list, is the caller's mistake and not ours. */
export async function paged<R>(
  { cursor }: { readonly cursor?: string | undefined },
  find: (from: { readonly cursor?: string }) => Promise<R>,
): Promise<R> {
  try {
    return await find(cursor ? { cursor } : {});
  } catch (error) {
    if (!cursor || !(error instanceof StoreFailure && error.code === 'invalid')) throw error;
    throw refusal('bad_query', 'must be the `next` of the previous page.', 'cursor');
  }
}
