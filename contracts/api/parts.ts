import { z } from 'zod';

export const tenantParam = z.string().describe('Id of the tenant.');
export const conversationParam = z.string().describe('Id of the conversation.');
export const cursorQuery = z
  .string()
  .max(2000)
  .optional()
  .describe('`next` of the previous page. Without it the first page is answered.');

/** A page of a list. `next` is the cursor of the page that follows, and is missing on the last one. */
export const pageOf = <S extends z.ZodType>(shape: S) => z.object({ items: z.array(shape), next: z.string().optional() });

export const messageParam = z.string().describe('Id of the message.');

/** Neither control characters nor half of a surrogate pair. Spelt out, so that readers of the description in any language can use it. */
// oxlint-disable-next-line no-control-regex
const PLAIN = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u;
/** The same, but with tabs and line breaks. */
// oxlint-disable-next-line no-control-regex
const WRITTEN = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ud800-\udfff]*$/u;
/** Spaces and characters that take no room, like a zero-width space. */
const SEEN = /[^\p{White_Space}\p{Default_Ignorable_Code_Point}]/u;

/** A line of plain text. */
export const plain = (most: number) => z.string().max(most).regex(PLAIN, 'must be plain text without control characters');
/** A line that shows something. */
export const title = (most: number) => plain(most).trim().refine(isSeen, 'must not be blank');
/** What people write, in any script and in several lines. */
export const writing = (most: number) =>
  z
    .string()
    .max(most, `must have at most ${most} characters`)
    .regex(WRITTEN, 'must be plain text without control characters')
    .refine(isSeen, 'must not be blank');

export function isSeen(text: string): boolean {
  return SEEN.test(text);
}
