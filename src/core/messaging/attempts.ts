import type { EpochMs } from '#contracts/clock.ts';
import type { AdapterFailure } from '#contracts/failure.ts';
import type { Conversation, OutboundMessage } from '#contracts/records/messaging.ts';
import { refusedFrom } from './window.ts';

type Attempt = OutboundMessage['attempts'][number];

export function isExpired({ expiresAt }: OutboundMessage, now: EpochMs): boolean {
  return expiresAt > 0 && expiresAt <= now;
}

const OVER: ReadonlySet<OutboundMessage['state']> = new Set(['accepted', 'refused', 'unsettled', 'cancelled', 'expired']);

/** Nothing more is done to send it. */
export function isOver({ state }: OutboundMessage): boolean {
  return OVER.has(state);
}

/** Outside the customer service window only a template may be sent. */
export function isOutsideWindow(message: OutboundMessage, conversation: Conversation, hours: number, now: EpochMs): boolean {
  return message.content.kind !== 'template' && refusedFrom(conversation, hours) <= now;
}

/** Marks the message before the call. A process that finds the mark later knows that the message may have been sent. */
export function sending(message: OutboundMessage, attempt: Omit<Attempt, 'outcome'>, numbered: string[]): OutboundMessage {
  return { ...message, state: 'sending', numbered, attempts: [...message.attempts, { ...attempt, outcome: 'started' }] };
}

/** The message after Deskbell refused it. Nothing was sent. */
export function refusedHere(message: OutboundMessage, code: string, at: EpochMs): OutboundMessage {
  const attempt: Attempt = { at, accountId: '', sentAs: '', outcome: 'refused', code };
  return { ...message, state: 'refused', attempts: [...message.attempts, attempt] };
}

const STATE = { accepted: 'accepted', refused: 'refused', not_now: 'wanted', unknown: 'unknown' } as const;

/** The message with the outcome of its latest attempt. */
export function attempted(message: OutboundMessage, outcome: keyof typeof STATE, failure?: AdapterFailure): OutboundMessage {
  const codes = failure && { code: failure.code, providerCode: failure.detail.providerCode };
  const attempts = message.attempts.map((attempt, n, all) =>
    n === all.length - 1 ? { ...attempt, ...codes, outcome } : attempt,
  );
  return { ...message, state: STATE[outcome], attempts };
}
