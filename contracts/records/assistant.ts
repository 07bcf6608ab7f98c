import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** How often the assistant was asked in the current hour and day (UTC). `id` is `tenant`, or `contact:` and the id of one. */
export const assistantUse = z.object({
  id: z.string(),
  /** Hours and days since 1970. */
  hour: z.int(),
  inHour: z.int(),
  day: z.int(),
  inDay: z.int(),
  expiresAt: epochMs,
});
export type AssistantUse = z.infer<typeof assistantUse>;
export const assistantUses = defineCollection({
  name: 'assistant_uses',
  scope: 'tenant',
  shape: assistantUse,
  indexes: { byId: ['id'] },
  expires: 'expiresAt',
  ofContact: { kind: 'none', why: 'counts of a day or two, by an id' },
});
