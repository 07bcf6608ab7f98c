import { happened } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { Message, OutboundMessage, ReceiptFacts } from '#contracts/records/messaging.ts';

type Plain = Exclude<keyof typeof messageEvents, 'failed' | 'refused'>;

/** What happened to a message, once each: the event's id is made of both. */
export function told(what: Plain, message: Message, at: EpochMs): NewEvent {
  return happened(messageEvents[what], occasion(what, message, at), idsOf(message));
}

/** The same for a message that was refused; the reason is that of its latest attempt. */
export function toldRefused(message: OutboundMessage, at: EpochMs): NewEvent {
  const { code = 'unknown', providerCode } = message.attempts.at(-1) ?? {};
  const why = { code, ...(providerCode === undefined ? {} : { providerCode }) };
  return happened(messageEvents.refused, occasion('refused', message, at), { ...idsOf(message), ...why });
}

/** What delivery updates added to a message, at the provider's times. */
export function toldReceipts(was: ReceiptFacts, message: OutboundMessage): readonly NewEvent[] {
  const { deliveredAt, readAt, failedAt, errors } = message.receipts;
  return [
    ...(was.deliveredAt === 0 && deliveredAt > 0 ? [told('delivered', message, deliveredAt)] : []),
    ...(was.readAt === 0 && readAt > 0 ? [told('read', message, readAt)] : []),
    ...(was.failedAt === 0 && failedAt > 0
      ? [
          happened(messageEvents.failed, occasion('failed', message, failedAt), {
            ...idsOf(message),
            code: 'undeliverable',
            ...(errors[0] ? { providerCode: errors[0].code } : {}),
          }),
        ]
      : []),
  ];
}

function occasion(what: keyof typeof messageEvents, { id, conversationId }: Message, at: EpochMs) {
  return { id: `${what}-${id}`, key: conversationId, at };
}

function idsOf({ id, conversationId, contactId, senderId }: Message) {
  return { messageId: id, conversationId, contactId, senderId };
}
