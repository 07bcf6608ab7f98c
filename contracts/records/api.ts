import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/**
 * The answer to a call with an `Idempotency-Key`, written in the batch of its effect: whoever repeats the call gets this answer, and
 * of two calls at the same moment only one can write it. `id` is made of the caller, the route and the key.
 */
export const keptAnswer = z.object({
  id: z.string(),
  /** Hash of the parameters, the body and the version that the caller named. Another request with the same key is refused. */
  request: z.string(),
  status: z.int(),
  /** What was sent as `ETag`, if anything was. */
  version: z.int().optional(),
  /** JSON text. */
  body: z.string(),
  /** Empty if it is of no conversation. Erasing a contact finds the answers that may show what it wrote. */
  conversationId: z.string(),
  expiresAt: epochMs,
});
export type KeptAnswer = z.infer<typeof keptAnswer>;
export const keptAnswers = defineCollection({
  name: 'kept_answers',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byConversation', equals: 'conversation' },
  shape: keptAnswer,
  indexes: { byConversation: ['conversationId'] },
  expires: 'expiresAt',
});
