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

/** The record of one bot turn: its inputs, facts and effects, enough to replay it. `id` is the id of the message answered. */
export const turn = z.object({
  id: z.string(),
  conversationId: z.string(),
  at: epochMs,
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
