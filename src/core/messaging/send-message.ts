import type { Outbound } from '#contracts/channel.ts';
import type { Handled } from '#contracts/bus.ts';
import type { Clock, EpochMs } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import {
  type Conversation,
  type OutboundMessage,
  conversations,
  earlyReceipts,
  messages,
  providerMessages,
  unsettledSends,
} from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { type CommitOutcome, type Stored, type TenantStore, type Write, insert, remove, replace } from '#contracts/store.ts';
import type { CurrentAccount, OpenAccount } from './accounts.ts';
import { fit } from './fit.ts';
import { providerKey } from './keys.ts';
import { joined } from './receipts.ts';
import { accepted } from './record-status.ts';
import { windowUntil } from './window.ts';
import { ladderWords } from './ladder-words.ts';

export interface SendRules {
  /** A request without an answer after this is unknown. Milliseconds. */
  readonly deadlineMs: number;
  /** An unknown send that nothing settled after this is shown as unsettled. Milliseconds. */
  readonly settleForMs: number;
}

const SETTLE_EVERY_MS = 2_000;
/** Meta's own advice for a refused pair: 4^X seconds. */
const RETRY_MS = [1_000, 4_000, 16_000, 64_000];

/**
 * Takes one wanted message one step further; called again until it resolves without a time. The order of events makes sure
 * that one send is in flight per conversation. A message is marked *sending* before the call, so a crash in between leaves
 * it *unknown*: looked for at the provider or settled by a status, and never sent again by itself.
 */
export function sendMessage(clock: Clock, currentAccount: CurrentAccount, rules: SendRules) {
  return async (store: TenantStore, messageId: string, stop: AbortSignal): Promise<Handled> => {
    const stored = await store.get(messages, messageId);
    if (!stored || stored.value.direction !== 'out') return undefined;
    const message = { value: stored.value, version: stored.version };
    switch (message.value.state) {
      case 'wanted':
        return start(message);
      case 'sending':
        return write(
          [replace(messages, message, outcome(message.value, 'unknown', {}, 'unknown')), waitingFor(message.value)],
          clock.now(),
        );
      case 'unknown':
        return settle(message);
      default:
        return undefined;
    }

    async function start(was: Stored<OutboundMessage>): Promise<Handled> {
      const now = clock.now();
      const message = was.value;
      if (message.expiresAt > 0 && message.expiresAt <= now)
        return write([replace(messages, was, { ...message, state: 'expired' })]);
      const conversation = await store.get(conversations, message.conversationId);
      const open = conversation && (await currentAccount(store, conversation.value.senderId));
      if (!conversation || !open) return refuse(was, open ? 'misconfigured' : 'unauthorized');
      if (
        message.content.kind !== 'template' &&
        windowUntil(conversation.value.lastInboundAt, open.capabilities.windowHours) <= now
      )
        return refuse(was, 'window_closed');

      const { outbound, numbered } = await asSent(message, conversation.value, open);
      const sending: OutboundMessage = {
        ...message,
        state: 'sending',
        numbered,
        attempts: [...message.attempts, { at: now, accountId: open.id, outcome: 'started' }],
      };
      const marked = await store.commit([replace(messages, was, sending)]);
      if (marked.kind !== 'committed') return again(marked);
      return call(open, conversation.value, outbound, { value: sending, version: was.version + 1 });
    }

    async function call(
      open: OpenAccount,
      conversation: Conversation,
      outbound: Outbound,
      was: Stored<OutboundMessage>,
    ): Promise<Handled> {
      const deadline = AbortSignal.timeout(rules.deadlineMs);
      try {
        const { providerMessageId } = await open.account.send(outbound, AbortSignal.any([deadline, stop]));
        return await accept(was, conversation.senderId, providerMessageId);
      } catch (error) {
        if (!(error instanceof AdapterFailure)) throw error;
        const codes = {
          code: error.code,
          ...(error.detail.providerCode === undefined ? {} : { providerCode: error.detail.providerCode }),
        };
        if (error.code === 'unknown')
          return write(
            [replace(messages, was, outcome(was.value, 'unknown', codes, 'unknown')), waitingFor(was.value)],
            clock.now(),
          );
        if (!error.retryable) return write([replace(messages, was, outcome(was.value, 'refused', codes, 'refused'))]);
        const backOff = RETRY_MS[Math.min(was.value.attempts.length, RETRY_MS.length) - 1] ?? 0;
        const wait = Math.max(error.detail.retryAfterMs ?? 0, backOff);
        return write([replace(messages, was, outcome(was.value, 'wanted', codes, 'not_now'))], clock.now() + wait);
      }
    }

    async function settle(was: Stored<OutboundMessage>): Promise<Handled> {
      const message = was.value;
      const attempt = message.attempts.at(-1);
      const conversation = await store.get(conversations, message.conversationId);
      const open = conversation && (await currentAccount(store, conversation.value.senderId));
      if (!attempt || !conversation || !open) return write([replace(messages, was, { ...message, state: 'unsettled' })]);

      const { outbound } = await asSent(message, conversation.value, open);
      const { senderId } = conversation.value;
      const found = await open.account
        .settle(
          outbound,
          attempt.at,
          async (id) => (await store.get(providerMessages, providerKey(senderId, id))) !== undefined,
          AbortSignal.any([AbortSignal.timeout(rules.deadlineMs), stop]),
        )
        .catch((error: unknown) => {
          if (error instanceof AdapterFailure) return { kind: 'unsure' } as const;
          throw error;
        });
      if (found.kind === 'accepted') return accept(was, senderId, found.providerMessageId);
      if (found.kind === 'absent')
        return write([replace(messages, was, { ...message, state: 'wanted' }), ...(await noLongerWaiting())], clock.now());
      if (clock.now() < attempt.at + rules.settleForMs) return { againAt: clock.now() + SETTLE_EVERY_MS };
      return write([replace(messages, was, { ...message, state: 'unsettled' })]);
    }

    async function accept(was: Stored<OutboundMessage>, senderId: string, providerMessageId: string): Promise<Handled> {
      const key = providerKey(senderId, providerMessageId);
      const early = await store.get(earlyReceipts, key);
      const message = accepted(was.value, providerMessageId);
      return write([
        replace(messages, was, early ? { ...message, receipts: joined(message.receipts, early.value.facts) } : message),
        insert(providerMessages, { id: key, messageId: message.id, conversationId: message.conversationId }),
        ...(early ? [remove(earlyReceipts, early)] : []),
        ...(await noLongerWaiting()),
      ]);
    }

    function refuse(was: Stored<OutboundMessage>, code: string): Promise<Handled> {
      const attempts = [...was.value.attempts, { at: clock.now(), accountId: '', outcome: 'refused' as const, code }];
      return write([replace(messages, was, { ...was.value, state: 'refused', attempts })]);
    }

    async function noLongerWaiting(): Promise<readonly Write[]> {
      const waiting = await store.get(unsettledSends, messageId);
      return waiting ? [remove(unsettledSends, waiting)] : [];
    }

    /** A status may have been faster: then the message has moved on, and the next look at it says how. */
    async function write(lines: readonly Write[], next?: EpochMs): Promise<Handled> {
      return again(await store.commit(lines), next);
    }

    function again(committed: CommitOutcome, next?: EpochMs): Handled {
      if (committed.kind !== 'committed') return { againAt: clock.now() };
      return next === undefined ? undefined : { againAt: next };
    }

    function waitingFor(message: OutboundMessage): Write {
      return insert(unsettledSends, { id: message.id, conversationId: message.conversationId, since: clock.now() });
    }

    async function asSent(message: OutboundMessage, conversation: Conversation, open: OpenAccount) {
      const profile = await store.get(profiles, 'profile');
      const { content, numbered } = fit(
        message.content,
        open.capabilities,
        message.page,
        ladderWords(profile?.value.locale ?? 'en'),
      );
      const outbound: Outbound = {
        messageId: message.id,
        to: conversation.to,
        content,
        ...(message.replyTo !== undefined && open.capabilities.repliesInContext ? { replyTo: message.replyTo } : {}),
      };
      return { outbound, numbered };
    }
  };
}

function outcome(
  message: OutboundMessage,
  state: OutboundMessage['state'],
  codes: { readonly code?: string; readonly providerCode?: string },
  as: OutboundMessage['attempts'][number]['outcome'],
): OutboundMessage {
  const attempts = message.attempts.map((attempt, n) =>
    n === message.attempts.length - 1 ? { ...attempt, ...codes, outcome: as } : attempt,
  );
  return { ...message, state, attempts };
}
