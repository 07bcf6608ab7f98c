import type { EpochMs } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { Identities } from '#contracts/inbound.ts';
import { type Conversation, conversations } from '#contracts/records/messaging.ts';
import type { Contact } from '#contracts/records/people.ts';
import type { Sender } from '#contracts/records/platform.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { customerKey } from './keys.ts';

export interface Place {
  readonly conversation: Conversation;
  /** `undefined` when it is opened now. */
  readonly was: Stored<Conversation> | undefined;
}

/** The conversation of a contact and a business number, as it is or as it will be opened. */
export async function conversationOf(store: TenantStore, sender: Sender, contact: Contact, who: Identities): Promise<Place> {
  const id = timelessIdOf(sender.id, contact.id);
  const was = await store.get(conversations, id);
  if (was) return { conversation: was.value, was };
  const conversation: Conversation = {
    id,
    contactId: contact.id,
    senderId: sender.id,
    key: customerKey(sender.id, who),
    to: who,
    lastInboundAt: 0,
    lastAt: 0,
    preview: '',
    unread: 0,
  };
  return { conversation, was: undefined };
}

export function openedEvent({ id, contactId, senderId }: Conversation, at: EpochMs): NewEvent {
  return happened(conversationEvents.opened, { id: `opened-${id}`, key: id, at }, { conversationId: id, contactId, senderId });
}
