import { z } from 'zod';
import { defineCollection } from '../collection.ts';
import { day } from './catalog.ts';

/**
 * What is counted, each from one kind of event. `answered`: messages that the business wanted to send; `sent` to `failed`:
 * what the provider says became of them.
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

/** One day of the venue's zone; `id` is the date. What is not there is 0. */
export const dayCount = z.object({ id: day, counts: z.partialRecord(countable, z.int().positive()) });
export type DayCount = z.infer<typeof dayCount>;
export const dayCounts = defineCollection({ name: 'day_counts', scope: 'tenant', shape: dayCount, indexes: { byId: ['id'] } });
