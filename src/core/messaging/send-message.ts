import type { Handled } from '#contracts/bus.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { DueEntry } from '#contracts/later.ts';
import { type OutboundMessage, conversations, messages, unsettledSends } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, insert, replace } from '#contracts/store.ts';
import type { AdapterFailure } from '#contracts/failure.ts';
import type { Accounts } from './accounts.ts';
import { asSent } from './as-sent.ts';
import { attempted, isExpired, isOutsideWindow, isOver, refusedHere, sending } from './attempts.ts';
import { callProvider } from './call-provider.ts';
import { providerKey } from './keys.ts';
import { behind, entryOf, firstInLine, isScheduled, isWaiting, leaveLine, messageOf, scheduled, waits } from './line.ts';
import { ageKey, attemptAges } from './attempt-ages.ts';
import { type Stepped, joinEarly, ourMessage, write } from './send-outcomes.ts';
import { told, toldRefused } from './told.ts';
import { settleSend } from './settle-send.ts';
import { unsetClock } from './unset-clock.ts';
import { LONG_WAIT_MS, type Wait, waitFor } from './waits.ts';

export interface SendRules {
  /** Send timeout in milliseconds. After it the send is unknown. */
  readonly deadlineMs: number;
  /** Milliseconds after which a send that is still unknown is shown as unsettled. */
  readonly settleForMs: number;
}

/**
 * Takes a wanted message one step further. It is called again until it resolves without a time. The order of events ensures that
 * each conversation has one send in flight. A message is marked *sending* before the call, so a crash during the call leaves it
 * *unknown*: a lookup at the provider or a delivery update settles it, and it is sent again only if the lookup proves that the
 * provider does not have it. While its number has no account, or a paused one, a message waits until it expires.
 */
export function sendMessage(clock: Clock, accounts: Accounts, rules: SendRules) {
  const ages = attemptAges(clock);
  const mayRefuse = unsetClock(clock);
  const settle = settleSend(clock, ages, accounts, rules);
  const call = callProvider(clock, rules, unanswered);

  return async (store: TenantStore, messageId: string, stop: AbortSignal): Promise<Handled> => {
    const stepped = await step(store, messageId, stop);
    if (stepped !== undefined && stepped !== 'waits') return stepped;
    ages.forget(ageKey(store, messageId));
    return undefined;
  };

  async function step(store: TenantStore, messageId: string, stop: AbortSignal): Promise<Stepped> {
    const message = await ourMessage(store, messageId);
    if (message?.value.state === 'wanted') return begin(store, message, stop);
    const handled = message && (await goOn(store, message, stop));
    return handled ?? leaveLine(store, messageId, clock.now());
  }

  async function goOn(store: TenantStore, message: Stored<OutboundMessage>, stop: AbortSignal): Promise<Handled> {
    switch (message.value.state) {
      case 'sending':
        return unanswered(store, message);
      case 'unknown':
        return settle(store, message, stop);
      case 'accepted':
        // A delivery update settled it, or a process ended before it could merge the early updates.
        return takeUpReceipts(store, message.value);
      default:
        return undefined;
    }
  }

  async function takeUpReceipts(store: TenantStore, { id, conversationId, providerMessageId }: OutboundMessage): Promise<void> {
    const conversation = await store.get(conversations, conversationId);
    if (conversation) await joinEarly(store, id, providerKey(conversation.value.senderId, providerMessageId));
  }

  async function begin(store: TenantStore, was: Stored<OutboundMessage>, stop: AbortSignal): Promise<Stepped> {
    const now = clock.now();
    const from = clock.monotonic();
    const { id, conversationId, senderId, notBefore } = was.value;
    const [conversation, found, first] = await Promise.all([
      store.get(conversations, conversationId),
      accounts.current(store, senderId),
      firstInLine(store, conversationId),
    ]);
    if (isExpired(was.value, mayRefuse())) return expire(store, was);
    const own = first && messageOf(first) === id ? first : undefined;
    if (first && !own) return goBehind(store, was.value, first, now);
    if (own && isWaiting(own, now)) return 'waits';
    if (!own && notBefore > now) return schedule(store, was.value, now);
    const wait = waitFor(found);
    if (wait) return waitInLine(store, was.value, own, now, wait);
    if (!conversation || found?.kind !== 'open') return refuse(store, was, 'misconfigured');
    if (isOutsideWindow(was.value, conversation.value, found.capabilities.windowHours, mayRefuse()))
      return refuse(store, was, 'window_closed');

    const { outbound, numbered, digest } = await asSent(store, was.value, conversation.value, found);
    const marked = sending(was.value, { at: now, accountId: found.id, sentAs: digest }, numbered);
    const taken = await write(store, [replace(messages, was, marked)]);
    if (taken) return taken;
    ages.begun(ageKey(store, id), now);
    const mine = { value: marked, version: was.version + 1 };
    // If this process was paused here, another may have taken over, found no send at the provider and moved on after the deadline.
    // So a send that would start too late is not started.
    // It is late by either clock: the wall clock may have been set, and the monotonic one may have stopped while the machine slept.
    if (Math.max(clock.monotonic() - from, clock.now() - now) > rules.deadlineMs)
      return write(store, [replace(messages, mine, was.value)], { againAfterMs: 0 });
    const stepped = await call(store, found, outbound, mine, stop);
    return stepped ?? (own && leaveLine(store, id, clock.now()));
  }

  async function expire(store: TenantStore, was: Stored<OutboundMessage>): Promise<Handled> {
    const expired = { ...was.value, state: 'expired' } as const;
    const events = [told('expired', expired, clock.now())];
    return (await write(store, [replace(messages, was, expired)], { events })) ?? leaveLine(store, expired.id, clock.now());
  }

  async function refuse(store: TenantStore, was: Stored<OutboundMessage>, code: string): Promise<Handled> {
    const now = clock.now();
    const refused = refusedHere(was.value, code, now);
    const events = [toldRefused(refused, now)];
    return (await write(store, [replace(messages, was, refused)], { events })) ?? leaveLine(store, refused.id, now);
  }

  /** Puts the message behind the first of its conversation. One that will not be sent is taken out of the way before. */
  async function goBehind(store: TenantStore, message: OutboundMessage, first: Stored<DueEntry>, now: EpochMs): Promise<Stepped> {
    const [ahead, own] = await Promise.all([ourMessage(store, messageOf(first)), entryOf(store, message.id)]);
    if (!ahead || isOver(ahead.value)) return (await leaveLine(store, messageOf(first), now)) ?? { againAfterMs: 0 };
    if (ahead.value.state === 'wanted' && isExpired(ahead.value, mayRefuse()))
      return (await expire(store, ahead)) ?? { againAfterMs: 0 };
    if (own && !isScheduled(own)) return 'waits';
    const { writes, events } = await behind(store, message, own, first, now);
    return (await write(store, writes, { events })) ?? 'waits';
  }

  async function schedule(store: TenantStore, message: OutboundMessage, now: EpochMs): Promise<Stepped> {
    if (message.notBefore - now < LONG_WAIT_MS) return { againAfterMs: message.notBefore - now };
    return (await write(store, [scheduled(message, await entryOf(store, message.id))])) ?? 'waits';
  }

  /** Before an attempt: nothing can be sent through the account. */
  async function waitInLine(
    store: TenantStore,
    message: OutboundMessage,
    own: Stored<DueEntry> | undefined,
    now: EpochMs,
    wait: Wait,
  ): Promise<Stepped> {
    if (wait.ms < LONG_WAIT_MS) return { againAfterMs: Math.ceil(wait.ms) };
    const was = own ?? (await entryOf(store, message.id));
    return (await write(store, [waits(message, was, now, wait)])) ?? 'waits';
  }

  /** Lists the send as unsettled and schedules the first lookup. */
  function unanswered(store: TenantStore, was: Stored<OutboundMessage>, failure?: AdapterFailure): Promise<Handled> {
    const { id, conversationId } = was.value;
    const listed = { id, conversationId, since: clock.now() };
    const lines = [replace(messages, was, attempted(was.value, 'unknown', failure)), insert(unsettledSends, listed)];
    return write(store, lines, { againAfterMs: 0 });
  }
}
