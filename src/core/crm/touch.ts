import { hash } from 'node:crypto';
import { z } from 'zod';
import type { BusEvent } from '#contracts/event.ts';
import type { CrmTouch } from '#contracts/records/crm.ts';
import { conversations } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';

type Who = Pick<CrmTouch, 'who' | 'whoId'>;

const ofConversation = z.object({ conversationId: z.string() });
const ofContact = z.object({ contactId: z.string() });

/** The kinds of event reported to a CRM, and how to find the contact for each. Holds and delivery updates are not reported. */
const KNOWN: Readonly<Record<string, (store: TenantStore, event: BusEvent) => Who | Promise<Who | undefined>>> = {
  'inbound.message': identity,
  'inbound.echo': identity,
  'message.wanted': async (store, { data }) => {
    const found = await store.get(conversations, ofConversation.parse(data).conversationId);
    return found && { who: 'contact', whoId: found.value.contactId };
  },
  'booking.confirmed': contact,
  'booking.moved': contact,
  'booking.cancelled': contact,
};

/** The contact or identity an event concerns. `undefined` if the event is not reported to a CRM. */
export async function touchedBy(store: TenantStore, event: BusEvent): Promise<Who | undefined> {
  return Object.hasOwn(KNOWN, event.kind) ? KNOWN[event.kind]?.(store, event) : undefined;
}

/** Identifies the customer by the event's ordering key, so that this consumer need not wait until the contact is recorded. */
function identity(_: TenantStore, { key }: BusEvent): Who {
  return { who: 'identity', whoId: hash('sha256', key).slice(0, 32) };
}

function contact(_: TenantStore, { data }: BusEvent): Who {
  return { who: 'contact', whoId: ofContact.parse(data).contactId };
}
