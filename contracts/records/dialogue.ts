import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** The bot's state in a conversation. `core/dialogue` owns and parses `state`. `id` is the conversation id. */
export const dialogue = z.object({
  id: z.string(),
  state: z.record(z.string(), z.unknown()),
  updatedAt: epochMs,
});
export const dialogues = defineCollection({
  name: 'dialogues',
  scope: 'tenant',
  ofContact: { kind: 'id', of: 'conversation' },
  shape: dialogue,
  indexes: { byId: ['id'] },
});

/**
 * What a turn answers: a customer's message, something that happened, or a time that has come. The turn's id is made of it, so each is
 * answered once.
 */
export const turnCause = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), messageId: z.string() }),
  z.object({ kind: z.literal('event'), eventId: z.string(), what: z.string() }),
  z.object({ kind: z.literal('time'), entryId: z.string(), dueAt: epochMs }),
]);
export type TurnCause = z.infer<typeof turnCause>;

/** One step as it was decided. With the catalogue that it names, enough to replay it. `id` is made of its cause. */
export const turn = z.object({
  id: z.string(),
  conversationId: z.string(),
  at: epochMs,
  cause: turnCause,
  /** Id of the kept catalogue. */
  catalogId: z.string(),
  /** State, inputs and facts before, effects after; packed and read by `core/dialogue/record.ts`. */
  decided: z.string(),
  /** 0 for one that is kept for ever. */
  expiresAt: epochMs,
});
export type Turn = z.infer<typeof turn>;
export const turns = defineCollection({
  name: 'turns',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byConversation', equals: 'conversation' },
  shape: turn,
  indexes: { byId: ['id'], byConversation: ['conversationId', 'at'] },
  expires: 'expiresAt',
});
