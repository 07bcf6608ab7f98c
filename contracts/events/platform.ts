import { z } from 'zod';
import { defineEvent } from './define.ts';

/** What operators do, keyed by the record they create. */
export const platformEvents = {
  tenantCreated: defineEvent({
    kind: 'tenant.created',
    stream: 'platform',
    says: 'A tenant was set up.',
    data: z.object({ tenantId: z.string() }),
  }),
  tenantExported: defineEvent({
    kind: 'tenant.exported',
    stream: 'platform',
    says: 'Everything of a tenant was handed out.',
    data: z.object({ tenantId: z.string(), by: z.string() }),
  }),
  connectionCreated: defineEvent({
    kind: 'connection.created',
    stream: 'platform',
    says: 'A connection to a provider was set up. Its webhooks are accepted from now on.',
    data: z.object({ connectionId: z.string(), channel: z.string() }),
  }),
  senderCreated: defineEvent({
    kind: 'sender.created',
    stream: 'platform',
    says: 'A business number was given to a tenant.',
    data: z.object({ senderId: z.string(), tenantId: z.string() }),
  }),
  addressCreated: defineEvent({
    kind: 'address.created',
    stream: 'platform',
    says: 'A connection may bring messages for a business number.',
    data: z.object({ addressId: z.string(), connectionId: z.string(), senderId: z.string(), tenantId: z.string() }),
  }),
};
