import type { MessageReceived } from '#contracts/inbound.ts';
import type { Conversation, ConversationMarks, InboundMessage, OutboundMessage } from '#contracts/records/messaging.ts';
import { wholeSecond } from '#core/ids/order.ts';
import { preview } from './preview.ts';

const NONE: ConversationMarks = { heard: '', to: '', shown: '', answered: '' };

/**
 * Applies a customer's message to its conversation. The result does not depend on the order in which messages are recorded. A late
 * message does not move the window or the address back, and counts as unread only if it was accepted after the last answered one.
 */
export function heard(was: Conversation, event: MessageReceived, message: InboundMessage): Conversation {
  const { order } = message;
  const { marks = NONE } = was;
  const isLatest = comesLater(message.at, order, wholeSecond(was.lastInboundAt), marks.to);
  return shown(
    {
      ...was,
      to: isLatest ? event.from : was.to,
      lastInboundAt: Math.max(was.lastInboundAt, event.at),
      unread: order > marks.answered ? was.unread + 1 : was.unread,
      marks: { ...marks, heard: greater(marks.heard, order), to: isLatest ? order : marks.to },
    },
    message,
  );
}

/** Applies an outbound message to its conversation. The customer's messages up to `follows` count as read. */
export function answered(was: Conversation, message: OutboundMessage): Conversation {
  const { marks = NONE } = was;
  const upTo = greater(marks.answered, message.follows ?? message.order);
  return shown({ ...was, unread: 0, marks: { ...marks, answered: upTo } }, message);
}

/** The order of the customer's latest message, for the `follows` of a new outbound message. */
export function heardTo({ marks = NONE }: Conversation): string {
  return marks.heard;
}

/** Updates the preview after a message's content has changed, if it is the message shown. */
export function shownAgain(was: Conversation, message: InboundMessage): Conversation {
  return was.marks?.shown === message.order ? { ...was, preview: preview(message.content) } : was;
}

/** The preview shows the last message in display order. */
function shown(was: Conversation, message: InboundMessage | OutboundMessage): Conversation {
  const { marks = NONE } = was;
  if (!comesLater(message.at, message.order, was.lastAt, marks.shown)) return was;
  return { ...was, lastAt: message.at, preview: preview(message.content), marks: { ...marks, shown: message.order } };
}

function comesLater(at: number, order: string, thanAt: number, thanOrder: string): boolean {
  return at > thanAt || (at === thanAt && order >= thanOrder);
}

function greater(a: string, b: string): string {
  return a > b ? a : b;
}
