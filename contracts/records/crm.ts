import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { defineCollection } from '../collection.ts';

/** An activity of a contact to report to a CRM. `id` is the event's id, so each event is recorded once. */
export const crmTouch = z.object({
  id: z.string(),
  kind: z.string(),
  at: epochMs,
  contactId: z.string(),
  /** No CRM can be connected yet: it is kept for a while, to be seen. */
  state: z.literal('no_crm'),
  expiresAt: epochMs,
});
export type CrmTouch = z.infer<typeof crmTouch>;
export const crmTouches = defineCollection({
  name: 'crm_touches',
  scope: 'tenant',
  ofContact: { kind: 'index', by: 'byContact', equals: 'contact' },
  shape: crmTouch,
  indexes: { byExpiry: ['expiresAt'], byContact: ['contactId'] },
  expires: 'expiresAt',
});
