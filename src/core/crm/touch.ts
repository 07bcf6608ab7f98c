import { hash } from 'node:crypto';
import { z } from 'zod';
import type { BusEvent } from '#contracts/event.ts';
import { type Identities, identities } from '#contracts/inbound.ts';
import type { CrmTouch } from '#contracts/records/crm.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { type Identity, identityRecords } from '#contracts/records/people.ts';
import { senders } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';

type Who = Pick<CrmTouch, 'who' | 'whoId'>;

const byConversation = z.object({ conversationId: z.string() });
const byContact = z.object({ contactId: z.string() });
const fromSomebody = z.object({ senderId: z.string(), event: z.object({ from: identities }) });
const toSomebody = z.object({ senderId: z.string(), event: z.object({ to: identities }) });

/** The kinds of event that a CRM would be told of, and how each knows its contact. A hold or a receipt is none of them. */
const KNOWN: Readonly<Record<string, (store: Store, event: BusEvent) => Promise<Who | undefined>>> = {
  'inbound.message': (store, { tenantId, data }) => {
    const { senderId, event } = fromSomebody.parse(data);
    return ofIdentities(store, tenantId, senderId, event.from);
  },
  'inbound.echo': (store, { tenantId, data }) => {
    const { senderId, event } = toSomebody.parse(data);
    return ofIdentities(store, tenantId, senderId, event.to);
  },
  'message.wanted': async (store, { tenantId, data }) => {
    const found = await store.tenant(tenantId).get(conversations, byConversation.parse(data).conversationId);
    return found && { who: 'contact', whoId: found.value.contactId };
  },
  'booking.confirmed': ofContact,
  'booking.moved': ofContact,
  'booking.cancelled': ofContact,
};

/** Whom an event touches; `undefined` when no CRM would be told of it. */
export async function touchedBy(store: Store, event: BusEvent): Promise<Who | undefined> {
  return Object.hasOwn(KNOWN, event.kind) ? KNOWN[event.kind]?.(store, event) : undefined;
}

async function ofContact(_: Store, { data }: BusEvent): Promise<Who> {
  return { who: 'contact', whoId: byContact.parse(data).contactId };
}

/** The contact, or the identity itself while the inbox, for which nobody waits here, has not made its contact. */
async function ofIdentities(store: Store, tenantId: string, senderId: string, who: Identities): Promise<Who> {
  const name = await nameOf(store, senderId, who);
  const equals = [name.kind, name.scope, name.value, 0] as const;
  const page = await store.tenant(tenantId).find(identityRecords, { by: 'byValue', equals, limit: 1 });
  const known = page.items[0]?.value.contactId;
  if (known !== undefined) return { who: 'contact', whoId: known };
  return { who: 'identity', whoId: hash('sha256', JSON.stringify([name.kind, name.scope, name.value])).slice(0, 32) };
}

/** The user id first: a number can get a new owner. */
async function nameOf(store: Store, senderId: string, who: Identities): Promise<Pick<Identity, 'kind' | 'scope' | 'value'>> {
  if (who.userId === undefined && who.phone !== undefined) return { kind: 'phone', scope: '', value: who.phone };
  const scope = (await store.platform.get(senders, senderId))?.value.identityScope ?? '';
  if (who.userId !== undefined) return { kind: 'user_id', scope, value: who.userId };
  return { kind: 'provider_id', scope, value: who.providerId ?? '' };
}
