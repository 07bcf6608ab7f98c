import type { InboundArrived } from '#contracts/events/arrivals.ts';
import type { NewId } from '#contracts/ids.ts';
import type { MessageReceived } from '#contracts/inbound.ts';
import {
  type Conversation,
  type InboundMessage,
  type ProviderMessage,
  conversations,
  messages,
  providerMessages,
} from '#contracts/records/messaging.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { type CommitOutcome, type Stored, type TenantStore, againWhenStale, insert, put, replace } from '#contracts/store.ts';
import { customerWrote, freshRow, writeRow } from '#core/inbox/row.ts';
import { resolveContact } from '#core/people/resolve-contact.ts';
import { raced } from '#core/batches/raced.ts';
import { conversationOf, openedEvent } from './conversation-of.ts';
import { cut } from './cut.ts';
import { idOf } from '#core/ids/id-of.ts';
import { wholeSecond } from '#core/ids/order.ts';
import { providerKey } from './keys.ts';
import { heard, shownAgain } from './last-said.ts';
import { mediaScheduled } from './media-entry.ts';
import { reordered } from './reordered.ts';
import { told } from './told.ts';

/** WhatsApp allows fewer than half as many characters. A longer name is hostile, and names are shown in lists. */
const LONGEST_NAME = 100;

/** The ids of a recorded message. `fresh` is true for the caller that recorded it. */
export interface Recorded {
  readonly fresh: boolean;
  readonly messageId: string;
  readonly conversationId: string;
}

export type RecordMessage = (
  store: TenantStore,
  sender: Sender,
  arrived: InboundArrived,
  event: MessageReceived,
) => Promise<Recorded>;

/**
 * Records a customer's message in its conversation. Idempotent: every consumer that needs the message may call this, in any
 * order. Finds or creates the contact and its open conversation with the business number. All ids are derived from what they
 * name (only the tenant's contact key is random), so every process makes the same documents, and so does a replay.
 */
export function recordMessage(newId: NewId): RecordMessage {
  return (store, sender, arrived, event) =>
    againWhenStale<Recorded>(async () => {
      const key = providerKey(sender.id, event.providerMessageId);
      const before = await store.get(providerMessages, key);
      if (before) {
        const { messageId, conversationId } = before.value;
        const known = { fresh: false, messageId, conversationId };
        if (arrived.again) return raced(await readAgain(store, messageId, arrived, event), known);
        const isEarlier = before.value.order !== undefined && arrived.order < before.value.order;
        return isEarlier ? raced(await acceptedEarlier(before), known) : known;
      }

      const { contact, writes, events } = await people();
      const place = await conversationOf(store, sender, contact, event.from);
      const message = messageOf(place.conversation, arrived, event);
      const was = await store.get(inboxRows, place.conversation.id);
      const row = customerWrote(was?.value ?? freshRow(place.conversation, message.at), message.at);
      const shown = writeRow(was, row, { id: message.id, at: arrived.receivedAt });
      const outcome = await store.commit(
        [
          ...writes,
          ...shown.writes,
          put(conversations, place.was, heard(place.conversation, event, message)),
          insert(messages, message),
          ...mediaScheduled(message, arrived.receivedAt),
          insert(providerMessages, {
            id: key,
            messageId: message.id,
            conversationId: place.conversation.id,
            order: message.order,
          }),
        ],
        [
          ...events,
          ...(place.was ? [] : [openedEvent(place.conversation, arrived.receivedAt)]),
          // Hours later nobody waits for an answer: what was parsed again is not told as a new message.
          told(arrived.again ? 'reread' : 'received', message, arrived.receivedAt),
          ...shown.events,
        ],
      );
      return raced(outcome, { fresh: true, messageId: message.id, conversationId: place.conversation.id });

      function people() {
        return resolveContact(store, newId, {
          who: event.from,
          scope: sender.identityScope,
          name: cut(event.profileName ?? '', LONGEST_NAME),
          at: arrived.receivedAt,
          order: arrived.order,
          saidAt: event.at,
          was: event.content.kind === 'system' ? event.content.was : undefined,
        });
      }

      /** The same message came in two changes, and the later one was handled first. The earlier one decides. */
      async function acceptedEarlier(known: Stored<ProviderMessage>): Promise<CommitOutcome> {
        const was = await store.get(messages, known.value.messageId);
        const conversation = await store.get(conversations, known.value.conversationId);
        if (was?.value.direction !== 'in' || !conversation) return { kind: 'committed' };
        const { contact, writes, events } = await people();
        const message = { ...was.value, order: arrived.order };
        return store.commit(
          [
            ...(contact.id === conversation.value.contactId ? writes : []),
            replace(messages, was, message),
            replace(providerMessages, known, { ...known.value, order: arrived.order }),
            replace(conversations, conversation, await reordered(store, conversation.value, message)),
          ],
          contact.id === conversation.value.contactId ? events : [],
        );
      }
    });
}

/** Puts what is understood now in the place of what was not. */
async function readAgain(
  store: TenantStore,
  messageId: string,
  { receivedAt }: InboundArrived,
  { content }: MessageReceived,
): Promise<CommitOutcome> {
  const was = await store.get(messages, messageId);
  if (was?.value.direction !== 'in' || was.value.content.kind !== 'unrecognised') return { kind: 'committed' };
  const message: InboundMessage = { ...was.value, content, ...mediaOf(content) };
  const conversation = await store.get(conversations, message.conversationId);
  const shown = conversation && shownAgain(conversation.value, message);
  return store.commit(
    [
      replace(messages, was, message),
      ...mediaScheduled(message, receivedAt),
      ...(shown && shown !== conversation.value ? [replace(conversations, conversation, shown)] : []),
    ],
    [told('reread', message, receivedAt)],
  );
}

function mediaOf(content: MessageReceived['content']): Pick<InboundMessage, 'media'> {
  return content.kind === 'media' ? { media: { state: 'waiting' } } : {};
}

function messageOf({ id, senderId, contactId }: Conversation, arrived: InboundArrived, event: MessageReceived): InboundMessage {
  return {
    id: idOf(event.at, senderId, event.providerMessageId),
    conversationId: id,
    contactId,
    senderId,
    connectionId: arrived.connectionId,
    at: wholeSecond(event.at),
    order: arrived.order,
    direction: 'in',
    providerMessageId: event.providerMessageId,
    content: event.content,
    ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
    ...mediaOf(event.content),
  };
}
