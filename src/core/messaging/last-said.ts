import type { MessageReceived } from '#contracts/inbound.ts';
import type { Conversation, ConversationMarks, InboundMessage, OutboundMessage } from '#contracts/records/messaging.ts';
import { wholeSecond } from './keys.ts';
import { preview } from './preview.ts';

const NONE: ConversationMarks = { heard: '', to: '', shown: '', answered: '' };

/**
 * What a customer's message changes on its conversation: the same in whichever order messages are recorded. A late one does
 * not move the window or the address back, and counts as unread only if what was answered came before it.
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

/** What a message of ours changes. It says which of the customer's it follows: those are read. */
export function answered(was: Conversation, message: OutboundMessage): Conversation {
  const { marks = NONE } = was;
  const upTo = greater(marks.answered, message.follows ?? message.order);
  return shown({ ...was, unread: 0, marks: { ...marks, answered: upTo } }, message);
}

/** The highest order of what the customer has said: what is wanted now follows it. */
export function heardTo({ marks = NONE }: Conversation): string {
  return marks.heard;
}

/** A message that says something else by now, as far as it is the one that is shown. */
export function shownAgain(was: Conversation, message: InboundMessage): Conversation {
  return was.marks?.shown === message.order ? { ...was, preview: preview(message.content) } : was;
}

/** The preview is of the message that stands last where messages are shown. */
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
