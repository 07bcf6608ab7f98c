import { z } from 'zod';
import { defineCollection } from '../collection.ts';
import { day } from './catalog.ts';

/**
 * The counts, one per kind of event. `answered` counts messages the business wants to send; `sent` to `failed` count delivery
 * updates.
 */
export const countable = z.enum([
  'received',
  'answered',
  'sent',
  'delivered',
  'read',
  'failed',
  'held',
  'booked',
  'moved',
  'cancelled',
  'expired',
]);
export type Countable = z.infer<typeof countable>;

/** The counts of one day in the venue's time zone. `id` is the date. A count that is missing is 0. */
export const dayCount = z.object({ id: day, counts: z.partialRecord(countable, z.int().positive()) });
export type DayCount = z.infer<typeof dayCount>;
export const dayCounts = defineCollection({
  name: 'day_counts',
  scope: 'tenant',
  ofContact: { kind: 'none', why: 'counts only' },
  shape: dayCount,
  indexes: { byId: ['id'] },
});
