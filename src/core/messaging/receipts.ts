import type { EpochMs } from '#contracts/clock.ts';
import type { StatusReceived } from '#contracts/inbound.ts';
import type { OutboundMessage, ReceiptFacts } from '#contracts/records/messaging.ts';

export const noReceipts: ReceiptFacts = { sentAt: 0, deliveredAt: 0, readAt: 0, failedAt: 0, errors: [] };

const FIELD: Readonly<Record<StatusReceived['status'], 'sentAt' | 'deliveredAt' | 'readAt' | 'failedAt' | undefined>> = {
  queued: undefined,
  sent: 'sentAt',
  delivered: 'deliveredAt',
  read: 'readAt',
  played: 'readAt',
  failed: 'failedAt',
};

/**
 * Adds one status: a join, so order and repetition change nothing. The earliest time of each fact stays. Answers with the very
 * same facts when it adds nothing.
 */
export function withStatus(facts: ReceiptFacts, status: Pick<StatusReceived, 'status' | 'at' | 'errors'>): ReceiptFacts {
  const field = FIELD[status.status];
  if (!field) return facts;
  const at = earliest(facts[field], status.at);
  const errors = field === 'failedAt' ? firstOf(facts.errors, status.errors) : facts.errors;
  return at === facts[field] && errors === facts.errors ? facts : { ...facts, [field]: at, errors };
}

export function joined(a: ReceiptFacts, b: ReceiptFacts): ReceiptFacts {
  return {
    sentAt: earliest(a.sentAt, b.sentAt),
    deliveredAt: earliest(a.deliveredAt, b.deliveredAt),
    readAt: earliest(a.readAt, b.readAt),
    failedAt: earliest(a.failedAt, b.failedAt),
    errors: firstOf(a.errors, b.errors),
  };
}

/** Of several reasons the one that sorts first: which came first must not matter. */
function firstOf(a: ReceiptFacts['errors'], b: ReceiptFacts['errors']): ReceiptFacts['errors'] {
  if (a.length === 0 || b.length === 0) return a.length === 0 && b.length > 0 ? b : a;
  return JSON.stringify(b) < JSON.stringify(a) ? b : a;
}

function earliest(a: EpochMs, b: EpochMs): EpochMs {
  return a === 0 ? b : b === 0 ? a : Math.min(a, b);
}

export type ShownStatus = OutboundMessage['state'] | 'sent' | 'delivered' | 'read' | 'failed';

/** What to show: read over delivered over sent. A failure shows unless the message was delivered on some device. */
export function shownStatus(message: Pick<OutboundMessage, 'state' | 'receipts'>): ShownStatus {
  const { sentAt, deliveredAt, readAt, failedAt } = message.receipts;
  if (readAt > 0) return 'read';
  if (deliveredAt > 0) return 'delivered';
  if (failedAt > 0) return 'failed';
  return sentAt > 0 ? 'sent' : message.state;
}
