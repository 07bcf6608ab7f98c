import type { ConversationCard, MessageCard } from '#contracts/api/desk.ts';
import type { Capabilities } from '#contracts/channel.ts';
import type { InboundContent, OutboundContent } from '#contracts/content.ts';
import type { InboxRow } from '#contracts/records/inbox.ts';
import type { Conversation, Message, OutboundMessage } from '#contracts/records/messaging.ts';
import type { Contact } from '#contracts/records/people.ts';
import type { Stored } from '#contracts/store.ts';
import { preview } from '#core/messaging/preview.ts';
import { type ShownStatus, shownStatus } from '#core/messaging/receipts.ts';
import { windowUntil } from '#core/messaging/window.ts';

/** `can` is what the number's channel can do. `undefined` if it has none; the card then shows no window. */
export function conversationCard(
  conversation: Conversation,
  row: InboxRow,
  contact: Stored<Contact> | undefined,
  can: Capabilities | undefined,
  callerId: string,
): ConversationCard {
  const { to } = conversation;
  const { by, userId, since, why } = row.answers;
  return {
    id: conversation.id,
    name: contact?.value.name ?? '',
    address: to.phone ?? to.username ?? to.userId ?? to.providerId ?? '',
    preview: conversation.preview,
    lastAt: row.lastAt,
    unread: row.unread,
    ...(can
      ? {
          windowUntil: windowUntil(conversation.lastInboundAt, can.windowHours),
          longestText: can.text.maxLength,
          quotes: can.repliesInContext,
        }
      : {}),
    state: row.state,
    ...(row.state === 'snoozed' ? { snoozedUntil: row.snoozedUntil } : {}),
    waiting: row.waiting,
    answeredBy: { by, ...given('userId', userId), you: userId !== '' && userId === callerId, since, why },
    labels: row.labels,
    ...given('assigneeId', row.assigneeId),
    ...given('teamId', row.teamId),
  };
}

/** An empty id stands for nobody, and is left out. */
function given<N extends string>(name: N, id: string): { readonly [K in N]?: string } {
  return id === '' ? {} : ({ [name]: id } as { readonly [K in N]?: string });
}

/** `replyTo` is our id of the message it replies to. */
export function messageCard(message: Message, replyTo: string | undefined): MessageCard {
  const common = {
    id: message.id,
    at: message.at,
    kind: message.content.kind,
    text: textOf(message.content),
    options: optionsOf(message.content),
    ...(message.content.kind === 'location'
      ? { location: { latitude: message.content.latitude, longitude: message.content.longitude } }
      : {}),
    ...(replyTo === undefined ? {} : { replyTo }),
  };
  if (message.direction === 'in') return { ...common, direction: 'in', author: 'customer', ...fileOf(message) };
  const status = shownStatus(message);
  return {
    ...common,
    direction: 'out',
    author: message.author,
    ...(message.authorId === undefined ? {} : { authorId: message.authorId }),
    status,
    ...reasonOf(message, status),
  };
}

/** Why it failed or was refused, or why it waits after an attempt. */
function reasonOf({ attempts, receipts }: OutboundMessage, status: ShownStatus): Pick<MessageCard, 'reason' | 'providerCode'> {
  if (status === 'failed') return why('undeliverable', receipts.errors[0]?.code);
  const last = attempts.at(-1);
  const waits = status === 'wanted' && last?.outcome === 'not_now';
  return last && (status === 'refused' || waits) ? why(last.code ?? 'rejected', last.providerCode) : {};
}

function why(reason: string, providerCode: string | undefined): Pick<MessageCard, 'reason' | 'providerCode'> {
  return { reason, ...(providerCode === undefined ? {} : { providerCode }) };
}

/** The full text of a text message; one short line for other kinds. */
function textOf(content: InboundContent | OutboundContent): string {
  switch (content.kind) {
    case 'text':
    case 'buttons':
    case 'list':
      return content.body;
    case 'media':
      return content.caption ?? content.fileName ?? '';
    default:
      return preview(content);
  }
}

function optionsOf(content: InboundContent | OutboundContent): string[] {
  if (content.kind === 'buttons') return content.buttons.map((button) => button.title);
  if (content.kind === 'list') return content.sections.flatMap((section) => section.rows.map((row) => row.title));
  return [];
}

function fileOf(message: Extract<Message, { direction: 'in' }>): Pick<MessageCard, 'file'> {
  if (message.content.kind !== 'media') return {};
  const { fileName, source } = message.content;
  const state = message.media?.state ?? 'waiting';
  return {
    file: {
      id: message.id,
      type: message.media?.file?.type ?? source.mimeType,
      state,
      ...(fileName === undefined ? {} : { name: fileName }),
    },
  };
}
