import type { InboundArrived } from '#contracts/event-data.ts';
import type { NewId } from '#contracts/ids.ts';
import type { MessageReceived } from '#contracts/inbound.ts';
import {
  type Conversation,
  type InboundMessage,
  type ProviderMessage,
  conversations,
  messages,
  openConversations,
  providerMessages,
} from '#contracts/records/messaging.ts';
import type { Contact } from '#contracts/records/people.ts';
import type { Sender } from '#contracts/records/platform.ts';
import {
  type CommitOutcome,
  type Stored,
  type TenantStore,
  type Write,
  againWhenStale,
  insert,
  put,
  replace,
} from '#contracts/store.ts';
import { resolveContact } from '#core/people/resolve-contact.ts';
import { raced } from '#core/raced.ts';
import { shared } from '#core/shared.ts';
import { cut } from './cut.ts';
import { customerKey, idOf, providerKey, timelessIdOf, wholeSecond } from './keys.ts';
import { heard, shownAgain } from './last-said.ts';
import { reordered } from './reordered.ts';

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
        if (arrived.again) return raced(await readAgain(store, messageId, event), known);
        const isEarlier = before.value.order !== undefined && arrived.order < before.value.order;
        return isEarlier ? raced(await acceptedEarlier(before), known) : known;
      }

      const { contact, writes } = await people();
      const place = await conversationOf(store, sender, contact, event);
      const message = messageOf(place.conversation, arrived, event);
      const outcome = await store.commit([
        ...writes,
        ...place.writes,
        put(conversations, place.was, heard(place.conversation, event, message)),
        insert(messages, message),
        insert(providerMessages, { id: key, messageId: message.id, conversationId: place.conversation.id, order: message.order }),
      ]);
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
        const { contact, writes } = await people();
        const message = { ...was.value, order: arrived.order };
        return store.commit([
          ...(contact.id === conversation.value.contactId ? writes : []),
          replace(messages, was, message),
          replace(providerMessages, known, { ...known.value, order: arrived.order }),
          replace(conversations, conversation, await reordered(store, conversation.value, message)),
        ]);
      }
    });
}

/** Shares one call among consumers that need the same message recorded at the same time, so that they do not race. */
export function recordTogether(newId: NewId): RecordMessage {
  return shared(
    ({ tenantId }, sender, { rawId, order, again }, { providerMessageId }) =>
      JSON.stringify([tenantId, sender.id, rawId, order, again, providerMessageId]),
    recordMessage(newId),
  );
}

interface Place {
  readonly conversation: Conversation;
  readonly was: Stored<Conversation> | undefined;
  readonly writes: readonly Write[];
}

async function conversationOf(store: TenantStore, sender: Sender, contact: Contact, event: MessageReceived): Promise<Place> {
  const id = `${sender.id}:${contact.id}`;
  const open = await store.get(openConversations, id);
  const was = open && (await store.get(conversations, open.value.conversationId));
  if (was) return { conversation: was.value, was, writes: [] };
  const conversation: Conversation = {
    id: timelessIdOf(sender.id, contact.id),
    contactId: contact.id,
    senderId: sender.id,
    key: customerKey(sender.id, event.from),
    to: event.from,
    state: 'open',
    lastInboundAt: 0,
    lastAt: 0,
    preview: '',
    unread: 0,
  };
  return { conversation, was: undefined, writes: [insert(openConversations, { id, conversationId: conversation.id })] };
}

/** Replaces content that could not be read with the re-parsed content. */
async function readAgain(store: TenantStore, messageId: string, { content }: MessageReceived): Promise<CommitOutcome> {
  const was = await store.get(messages, messageId);
  if (was?.value.direction !== 'in' || was.value.content.kind !== 'unrecognised') return { kind: 'committed' };
  const message: InboundMessage = { ...was.value, content, ...mediaOf(content) };
  const conversation = await store.get(conversations, message.conversationId);
  const shown = conversation && shownAgain(conversation.value, message);
  return store.commit([
    replace(messages, was, message),
    ...(shown && shown !== conversation.value ? [replace(conversations, conversation, shown)] : []),
  ]);
}

function mediaOf(content: MessageReceived['content']): Pick<InboundMessage, 'media'> {
  return content.kind === 'media' ? { media: { state: 'waiting' } } : {};
}

function messageOf({ id, senderId }: Conversation, arrived: InboundArrived, event: MessageReceived): InboundMessage {
  return {
    id: idOf(event.at, senderId, event.providerMessageId),
    conversationId: id,
    at: wholeSecond(event.at),
    order: arrived.order,
    direction: 'in',
    providerMessageId: event.providerMessageId,
    content: event.content,
    ...(event.replyTo === undefined ? {} : { replyTo: event.replyTo }),
    ...mediaOf(event.content),
  };
}
