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
  shape: dialogue,
  indexes: { byUpdated: ['updatedAt'] },
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

/** One step as it was decided: input, facts and results in, effects out. Enough to replay it. `id` is made of its cause. */
export const turn = z.object({
  id: z.string(),
  conversationId: z.string(),
  at: epochMs,
  cause: turnCause,
  before: z.record(z.string(), z.unknown()),
  inputs: z.array(z.record(z.string(), z.unknown())),
  facts: z.record(z.string(), z.unknown()),
  effects: z.array(z.record(z.string(), z.unknown())),
  expiresAt: epochMs,
});
export const turns = defineCollection({
  name: 'turns',
  scope: 'tenant',
  shape: turn,
  indexes: { byConversation: ['conversationId', 'at'], byExpiry: ['expiresAt'] },
  expires: 'expiresAt',
});
