import { type Conversation, type InboundMessage, type Message, messages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { preview } from './preview.ts';

/**
 * Recomputes the conversation after a customer's message moves to an earlier place. It reads all messages again. This is rare: the
 * same message came twice, in two forms, through two instances at once.
 */
export async function reordered(store: TenantStore, was: Conversation, after: InboundMessage): Promise<Conversation> {
  if (!was.marks) return was;
  const { answered } = was.marks;
  let [heard, unread] = ['', 0];
  let last: Message = after;
  let lastHeard = after;
  for await (const { value } of everything(store, messages, { by: 'byConversation', equals: [was.id] })) {
    const message = value.id === after.id ? after : value;
    if (isLater(message, last)) last = message;
    if (message.direction === 'out') continue;
    if (isLater(message, lastHeard)) lastHeard = message;
    if (message.order > heard) heard = message.order;
    if (message.order > answered) unread += 1;
  }
  const marks = { heard, to: lastHeard.order, shown: last.order, answered };
  return { ...was, lastAt: last.at, preview: preview(last.content), unread, marks };
}

function isLater(a: Message, b: Message): boolean {
  return a.at > b.at || (a.at === b.at && a.order > b.order);
}
