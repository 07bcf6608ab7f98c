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
import { ageKey, attemptAges } from './attempt-ages.ts';
import { accept, joinEarly, ourMessage, write } from './send-outcomes.ts';
import { told, toldRefused } from './told.ts';
import { settleSend } from './settle-send.ts';
import { unsetClock } from './unset-clock.ts';
import { ACCOUNT_WAIT_MS, waits } from './waits.ts';

export interface SendRules {
  /** Send timeout in milliseconds. After it the send is unknown. */
  readonly deadlineMs: number;
  /** Milliseconds after which a send that is still unknown is shown as unsettled. */
  readonly settleForMs: number;
}

/** Meta's advice for the pair rate limit: retry after 4^X seconds. */
const RETRY_MS = [1_000, 4_000, 16_000, 64_000];

/**
 * Takes a wanted message one step further. It is called again until it resolves without a time. The order of events ensures that
 * each conversation has one send in flight. A message is marked *sending* before the call, so a crash during the call leaves it
 * *unknown*: it is looked up at the provider or settled by a delivery update, and never resent automatically. While its number has no
 * account, or a paused one, a message waits until it expires.
 */
export function sendMessage(clock: Clock, accounts: Accounts, rules: SendRules) {
  const ages = attemptAges(clock);
  const mayRefuse = unsetClock(clock);
  const settle = settleSend(clock, ages, accounts, rules);

  return async (store: TenantStore, messageId: string, stop: AbortSignal): Promise<Handled> => {
    const handled = await step(store, messageId, stop);
    if (!handled) ages.forget(ageKey(store, messageId));
    return handled;
  };

  async function step(store: TenantStore, messageId: string, stop: AbortSignal): Promise<Handled> {
    const message = await ourMessage(store, messageId);
    switch (message?.value.state) {
      case 'wanted':
        return begin(message);
      case 'sending':
        return unanswered(message);
      case 'unknown':
        return settle(store, message, stop);
      case 'accepted':
        // A delivery update settled it, or a process ended before it could merge the early updates.
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
      const from = clock.monotonic();
      const instead = (message: OutboundMessage, event: NewEvent) =>
        write(store, [replace(messages, was, message)], { events: [event] });
      const refused = (message: OutboundMessage) => instead(message, toldRefused(message, now));
      if (isExpired(was.value, mayRefuse())) {
        const expired = { ...was.value, state: 'expired' } as const;
        return instead(expired, told('expired', expired, now));
      }
      const conversation = await store.get(conversations, was.value.conversationId);
      if (!conversation) return refused(refusedHere(was.value, 'misconfigured', now));
      const open = await accounts.current(store, conversation.value.senderId);
      if (open?.kind !== 'open') return waits(ACCOUNT_WAIT_MS, open?.why ?? 'misconfigured');
      if (isOutsideWindow(was.value, conversation.value, open.capabilities.windowHours, mayRefuse()))
        return refused(refusedHere(was.value, 'window_closed', now));

      const { outbound, numbered, digest } = await asSent(store, was.value, conversation.value, open);
      const marked = sending(was.value, { at: now, accountId: open.id, sentAs: digest }, numbered);
      const taken = await write(store, [replace(messages, was, marked)]);
      if (taken) return taken;
      ages.begun(ageKey(store, messageId), now);
      const mine = { value: marked, version: was.version + 1 };
      // A process that was paused here may have been considered dead. Its successor then looks for the send, finds none, and
      // continues once the deadline has passed. So a send must not start after its deadline. Both clocks are checked: the system
      // clock may have been set, and the monotonic clock may have stopped while the machine slept.
      if (Math.max(clock.monotonic() - from, clock.now() - now) > rules.deadlineMs)
        return write(store, [replace(messages, mine, was.value)], { againAfterMs: 0 });
      return call(open, conversation.value.senderId, outbound, mine);
    }

    async function call(open: OpenAccount, senderId: string, outbound: Outbound, was: Stored<OutboundMessage>): Promise<Handled> {
      // The request timeout uses real time, because moving the sandbox clock must not end a request.
      const signal = AbortSignal.any([AbortSignal.timeout(rules.deadlineMs), stop]);
      try {
        const { providerMessageId } = await open.account.send(outbound, signal);
        return await accept(store, messageId, { senderId, providerMessageId }, clock.now());
      } catch (error) {
        if (!(error instanceof AdapterFailure)) throw error;
        if (error.code === 'unknown') return unanswered(was, error);
        // Certainly not sent, and the account is paused until somebody replaces the credentials.
        if (error.code === 'unauthorized') {
          const paused = await write(store, [replace(messages, was, attempted(was.value, 'not_now', error))]);
          return paused ?? waits(ACCOUNT_WAIT_MS, error.code);
        }
        if (!error.retryable) {
          const refused = attempted(was.value, 'refused', error);
          return write(store, [replace(messages, was, refused)], { events: [toldRefused(refused, clock.now())] });
        }
        const backOff = RETRY_MS[Math.min(was.value.attempts.length, RETRY_MS.length) - 1] ?? 0;
        const wait = Math.max(error.detail.retryAfterMs ?? 0, backOff);
        return write(store, [replace(messages, was, attempted(was.value, 'not_now', error))], {
          againAfterMs: wait,
        });
      }
    }

    /** Lists the send as unsettled and schedules the first lookup. */
    function unanswered(was: Stored<OutboundMessage>, failure?: AdapterFailure): Promise<Handled> {
      const now = clock.now();
      const listed = { id: messageId, conversationId: was.value.conversationId, since: now };
      const lines = [replace(messages, was, attempted(was.value, 'unknown', failure)), insert(unsettledSends, listed)];
      return write(store, lines, { againAfterMs: 0 });
    }
  }
}
