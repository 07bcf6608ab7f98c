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
 * Merges one delivery update. Order and repetition do not matter: the earliest time of each fact is kept. Returns the same object
 * if nothing changes.
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

/** Keeps the error list that sorts first, so that the order of arrival does not matter. */
function firstOf(a: ReceiptFacts['errors'], b: ReceiptFacts['errors']): ReceiptFacts['errors'] {
  if (a.length === 0 || b.length === 0) return a.length === 0 && b.length > 0 ? b : a;
  return JSON.stringify(b) < JSON.stringify(a) ? b : a;
}

function earliest(a: EpochMs, b: EpochMs): EpochMs {
  return a === 0 ? b : b === 0 ? a : Math.min(a, b);
}

export type ShownStatus = OutboundMessage['state'] | 'sent' | 'delivered' | 'read' | 'failed';

/** The status to show: read before delivered before sent. A failure shows unless the message was delivered to some device. */
export function shownStatus(message: Pick<OutboundMessage, 'state' | 'receipts'>): ShownStatus {
  const { sentAt, deliveredAt, readAt, failedAt } = message.receipts;
  if (readAt > 0) return 'read';
  if (deliveredAt > 0) return 'delivered';
  if (failedAt > 0) return 'failed';
  return sentAt > 0 ? 'sent' : message.state;
}
