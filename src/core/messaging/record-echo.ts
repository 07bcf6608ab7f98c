import type { InboundArrived } from '#contracts/events/arrivals.ts';
import type { InboundContent, OutboundContent } from '#contracts/content.ts';
import type { NewId } from '#contracts/ids.ts';
import type { EchoReceived } from '#contracts/inbound.ts';
import { type OutboundMessage, conversations, messages, providerMessages } from '#contracts/records/messaging.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import type { Sender } from '#contracts/records/platform.ts';
import { type TenantStore, againWhenStale, insert, put } from '#contracts/store.ts';
import { freshRow, personWrote, writeRow } from '#core/inbox/row.ts';
import { resolveContact } from '#core/people/resolve-contact.ts';
import { raced } from '#core/batches/raced.ts';
import { conversationOf, openedEvent } from './conversation-of.ts';
import { idOf } from '#core/ids/id-of.ts';
import { wholeSecond } from '#core/ids/order.ts';
import { providerKey } from './keys.ts';
import { answered, heardTo } from './last-said.ts';
import { preview } from './preview.ts';
import { noReceipts } from './receipts.ts';
import type { Recorded } from './record-message.ts';
import { told } from './told.ts';

/** Makes what staff wrote in the WhatsApp Business app part of the conversation, once, as a message of theirs that was sent. */
export function recordEcho(newId: NewId) {
  return (store: TenantStore, sender: Sender, arrived: InboundArrived, event: EchoReceived): Promise<Recorded> =>
    againWhenStale<Recorded>(async () => {
      const key = providerKey(sender.id, event.providerMessageId);
      const before = await store.get(providerMessages, key);
      if (before) return { fresh: false, messageId: before.value.messageId, conversationId: before.value.conversationId };

      const { contact, writes, events } = await resolveContact(store, newId, {
        who: event.to,
        scope: sender.identityScope,
        name: '',
        at: arrived.receivedAt,
        order: arrived.order,
        saidAt: event.at,
      });
      const place = await conversationOf(store, sender, contact, event.to);
      const message: OutboundMessage = {
        id: idOf(event.at, sender.id, event.providerMessageId),
        conversationId: place.conversation.id,
        contactId: contact.id,
        senderId: sender.id,
        at: wholeSecond(event.at),
        order: arrived.order,
        direction: 'out',
        author: 'app',
        follows: heardTo(place.conversation),
        content: asSaid(event.content),
        page: 0,
        numbered: [],
        bookingId: '',
        state: 'accepted',
        purpose: 'reply',
        notBefore: 0,
        expiresAt: 0,
        attempts: [],
        providerMessageId: event.providerMessageId,
        receipts: noReceipts,
        ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
      };
      const was = await store.get(inboxRows, place.conversation.id);
      const row = personWrote(was?.value ?? freshRow(place.conversation, message.at), message.at, { userId: '', why: 'app' });
      const shown = writeRow(was, row, { id: message.id, at: arrived.receivedAt });
      const outcome = await store.commit(
        [
          ...writes,
          ...shown.writes,
          put(conversations, place.was, answered(place.conversation, message)),
          insert(messages, message),
          insert(providerMessages, { id: key, messageId: message.id, conversationId: place.conversation.id }),
        ],
        [
          ...events,
          ...(place.was ? [] : [openedEvent(place.conversation, arrived.receivedAt)]),
          told('echoed', message, arrived.receivedAt),
          ...shown.events,
        ],
      );
      return raced(outcome, { fresh: true, messageId: message.id, conversationId: place.conversation.id });
    });
}

/** The app's media has no address of ours to send it from, so it stands as its kind and caption. */
function asSaid(content: InboundContent): OutboundContent {
  switch (content.kind) {
    case 'text':
    case 'location':
    case 'contacts':
      return content;
    default:
      return { kind: 'text', body: preview(content) };
  }
}
