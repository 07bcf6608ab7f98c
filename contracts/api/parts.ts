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
