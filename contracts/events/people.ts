import { z } from 'zod';
import { defineEvent } from './define.ts';

const contactId = z.string();

/** Keyed by the contact. */
export const contactEvents = {
  created: defineEvent({
    kind: 'contact.created',
    stream: 'people',
    says: 'Somebody wrote for the first time.',
    data: z.object({ contactId }),
  }),
  changed: defineEvent({
    kind: 'contact.changed',
    stream: 'people',
    says: 'A name, or an identity such as a phone number, was learnt or changed.',
    data: z.object({ contactId, what: z.enum(['name', 'identity']) }),
  }),
  erased: defineEvent({
    kind: 'contact.erased',
    stream: 'people',
    says: 'Everything of a contact was removed.',
    // A user's or key's id, or `system` for the command line.
    data: z.object({ contactId, by: z.string() }),
  }),
  exported: defineEvent({
    kind: 'contact.exported',
    stream: 'people',
    says: 'Everything of a contact was handed out.',
    data: z.object({ contactId, by: z.string() }),
  }),
};
