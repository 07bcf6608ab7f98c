import { z } from 'zod';
import { defineEvent } from './define.ts';

const ids = { accountId: z.string(), senderId: z.string() };

/** `paused` and `resumed` are keyed by the account, `noticed` by the connection. */
export const accountEvents = {
  paused: defineEvent({
    kind: 'account.paused',
    stream: 'account',
    says: 'The credentials of an account are refused or cannot be read. Messages wait.',
    /** `why`: our failure code, or `sealed` if the credentials cannot be decrypted. */
    data: z.object({ ...ids, why: z.string() }),
  }),
  resumed: defineEvent({
    kind: 'account.resumed',
    stream: 'account',
    says: 'A paused account is used again.',
    data: z.object(ids),
  }),
  noticed: defineEvent({
    kind: 'account.noticed',
    stream: 'account',
    says: 'The provider sent a notice about an account, a number or a template.',
    data: z.object({
      connectionId: z.string(),
      /** Missing for a notice about a whole business account. */
      senderId: z.string().optional(),
      /** The document in the raw log with the whole notice. */
      rawId: z.string(),
      /** The provider's field or event name. */
      about: z.string(),
      /** The provider's error code. */
      code: z.string().optional(),
    }),
  }),
};
