import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** An activity of a contact to report to a CRM. `id` is the event's id, so each event is recorded once. */
export const crmTouch = z.object({
  id: z.string(),
  kind: z.string(),
  at: epochMs,
  /** `contact`: `whoId` is a contact id. `identity`: the contact is not known yet, and `whoId` is a hash of the event's ordering key. */
  who: z.enum(['contact', 'identity']),
  whoId: z.string(),
  /** No CRM can be connected yet. The activity is kept until it expires and only shown on the pages. */
  state: z.literal('no_crm'),
  expiresAt: epochMs,
});
export type CrmTouch = z.infer<typeof crmTouch>;
export const crmTouches = defineCollection({
  name: 'crm_touches',
  scope: 'tenant',
  shape: crmTouch,
  indexes: { byExpiry: ['expiresAt'] },
  expires: 'expiresAt',
});
