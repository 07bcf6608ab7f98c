import type { Handled } from '#contracts/bus.ts';
import type { Outbound } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewEvent } from '#contracts/event.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { type OutboundMessage, conversations, messages, unsettledSends } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, insert, replace } from '#contracts/store.ts';
import type { Accounts, OpenAccount } from './accounts.ts';
import { asSent } from './as-sent.ts';
import { attempted, isExpired, isOutsideWindow, refusedHere, sending } from './attempts.ts';
import { providerKey } from './keys.ts';
import { accept, joinEarly, ourMessage, write } from './send-outcomes.ts';
import { told, toldRefused } from './told.ts';
import { settleSend } from './settle-send.ts';
import { ACCOUNT_WAIT_MS, waits } from './waits.ts';

export interface SendRules {
  /** A request without an answer after this is unknown. Milliseconds. */
  readonly deadlineMs: number;
  /** An unknown send that nothing settled after this is shown as unsettled. Milliseconds. */
  readonly settleForMs: number;
}

/** Meta's own advice for a refused pair: 4^X seconds. */
const RETRY_MS = [1_000, 4_000, 16_000, 64_000];

/**
 * Takes one wanted message one step further; called again until it resolves without a time. The order of events makes sure
 * that one send is in flight per conversation. A message is marked *sending* before the call, so a crash in between leaves
 * it *unknown*: looked for at the provider or settled by a status, and never sent again by itself. While its number has no account, or
 * one that is paused, a message waits until it expires.
 */
export function sendMessage(clock: Clock, accounts: Accounts, rules: SendRules) {
  const settle = settleSend(clock, accounts, rules);

  return async (store: TenantStore, messageId: string, stop: AbortSignal): Promise<Handled> => {
    const message = await ourMessage(store, messageId);
    switch (message?.value.state) {
      case 'wanted':
        return begin(message);
      case 'sending':
        return unanswered(message);
      case 'unknown':
        return settle(store, message, stop);
      case 'accepted':
        // A status settled it, or the process that had the answer ended in the middle of it.
        return takeUpReceipts(message.value);
      default:
        return undefined;
    }

    async function takeUpReceipts({ conversationId, providerMessageId }: OutboundMessage): Promise<void> {
      const conversation = await store.get(conversations, conversationId);
      if (conversation) await joinEarly(store, messageId, providerKey(conversation.value.senderId, providerMessageId));
    }

    async function begin(was: Stored<OutboundMessage>): Promise<Handled> {
      const now = clock.now();
      const instead = (message: OutboundMessage, event: NewEvent) =>
        write(store, clock, [replace(messages, was, message)], { events: [event] });
      const refused = (message: OutboundMessage) => instead(message, toldRefused(message, now));
      if (isExpired(was.value, now)) {
        const expired = { ...was.value, state: 'expired' } as const;
        return instead(expired, told('expired', expired, now));
      }
      const conversation = await store.get(conversations, was.value.conversationId);
      if (!conversation) return refused(refusedHere(was.value, 'misconfigured', now));
      const open = await accounts.current(store, conversation.value.senderId);
      if (open?.kind !== 'open') return waits(now + ACCOUNT_WAIT_MS, open?.why ?? 'misconfigured');
      if (isOutsideWindow(was.value, conversation.value, open.capabilities.windowHours, now))
        return refused(refusedHere(was.value, 'window_closed', now));

      const { outbound, numbered, digest } = await asSent(store, was.value, conversation.value, open);
      const marked = sending(was.value, { at: now, accountId: open.id, sentAs: digest }, numbered);
      const taken = await write(store, clock, [replace(messages, was, marked)]);
      if (taken) return taken;
      const mine = { value: marked, version: was.version + 1 };
      // A process that stood still here may have been taken for dead: whoever follows it looks for this send, finds none, and goes on
      // when its time is over, by the mark. So what would begin late does not begin.
      if (clock.now() - now > rules.deadlineMs)
        return write(store, clock, [replace(messages, mine, was.value)], { next: clock.now() });
      return call(open, conversation.value.senderId, outbound, mine);
    }

    async function call(open: OpenAccount, senderId: string, outbound: Outbound, was: Stored<OutboundMessage>): Promise<Handled> {
      // The deadline of a request is real time: a sandbox that lets a day pass must not end it.
      const signal = AbortSignal.any([AbortSignal.timeout(rules.deadlineMs), stop]);
      try {
        const { providerMessageId } = await open.account.send(outbound, signal);
        return await accept(store, messageId, { senderId, providerMessageId }, clock.now());
      } catch (error) {
        if (!(error instanceof AdapterFailure)) throw error;
        if (error.code === 'unknown') return unanswered(was, error);
        // Certainly not sent, and the account is paused: a person can put that right.
        if (error.code === 'unauthorized') {
          const paused = await write(store, clock, [replace(messages, was, attempted(was.value, 'not_now', error))]);
          return paused ?? waits(clock.now() + ACCOUNT_WAIT_MS, error.code);
        }
        if (!error.retryable) {
          const refused = attempted(was.value, 'refused', error);
          return write(store, clock, [replace(messages, was, refused)], { events: [toldRefused(refused, clock.now())] });
        }
        const backOff = RETRY_MS[Math.min(was.value.attempts.length, RETRY_MS.length) - 1] ?? 0;
        const wait = Math.max(error.detail.retryAfterMs ?? 0, backOff);
        return write(store, clock, [replace(messages, was, attempted(was.value, 'not_now', error))], {
          next: clock.now() + wait,
        });
      }
    }

    /** From now on it is listed as unsettled, and looked for. */
    function unanswered(was: Stored<OutboundMessage>, failure?: AdapterFailure): Promise<Handled> {
      const now = clock.now();
      const listed = { id: messageId, conversationId: was.value.conversationId, since: now };
      const lines = [replace(messages, was, attempted(was.value, 'unknown', failure)), insert(unsettledSends, listed)];
      return write(store, clock, lines, { next: now });
    }
  };
}
