import type { InboundContent } from '#contracts/content.ts';
import {
  type Conversation,
  type InboundMessage,
  type Message,
  type OutboundMessage,
  messages,
  providerMessages,
} from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { numberIn, pick } from '#core/messaging/numbered.ts';

/** What the customer said. A number like "2" becomes the choice shown as 2. A quoted message adds its booking. */
export async function saidIn(
  store: TenantStore,
  conversation: Conversation,
  said: InboundMessage,
): Promise<{ readonly content: InboundContent; readonly at: number; readonly aboutBookingId?: string }> {
  const quoted = said.replyTo === undefined ? undefined : await quotedMessage(store, conversation, said.replyTo);
  const content = await meant(store, conversation, said.content, quoted);
  const aboutBookingId = quoted?.bookingId || undefined;
  return { content, at: said.at, ...(aboutBookingId === undefined ? {} : { aboutBookingId }) };
}
async function quotedMessage(
  store: TenantStore,
  conversation: Conversation,
  replyTo: string,
): Promise<OutboundMessage | undefined> {
  const known = await store.get(providerMessages, providerKey(conversation.senderId, replyTo));
  const message = known && (await store.get(messages, known.value.messageId));
  return message?.value.direction === 'out' && message.value.conversationId === conversation.id ? message.value : undefined;
}

const LOOK_BACK = 20;

/** A number refers to the quoted message, or else to the last message with choices. */
async function meant(
  store: TenantStore,
  conversation: Conversation,
  content: InboundContent,
  quoted: OutboundMessage | undefined,
): Promise<InboundContent> {
  if (content.kind !== 'text' || numberIn(content.body) === undefined) return content;
  const numbered = quoted && quoted.numbered.length > 0 ? quoted.numbered : await lastNumbered(store, conversation);
  const id = pick(content.body, numbered);
  return id === undefined ? content : { kind: 'choice', by: 'list', id, title: content.body };
}

async function lastNumbered(store: TenantStore, conversation: Conversation): Promise<readonly string[]> {
  const page = await store.find(messages, { by: 'byConversation', equals: [conversation.id], order: 'desc', limit: LOOK_BACK });
  const last = page.items.map(({ value }) => value).find(showsChoices);
  return last?.numbered ?? [];
}

/** A location or picture sent after the choices does not replace them. */
function showsChoices(message: Message): message is OutboundMessage {
  return (
    message.direction === 'out' &&
    message.author === 'bot' &&
    (message.content.kind === 'buttons' || message.content.kind === 'list')
  );
}
