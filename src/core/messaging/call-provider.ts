import type { Handled } from '#contracts/bus.ts';
import type { Outbound } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { dueEntries } from '#contracts/later.ts';
import { type OutboundMessage, messages } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, againWhenStale, replace } from '#contracts/store.ts';
import type { OpenAccount } from './accounts.ts';
import { attempted } from './attempts.ts';
import { entryOf, waits } from './line.ts';
import { type Stepped, accept, write } from './send-outcomes.ts';
import { toldRefused } from './told.ts';
import { ACCOUNT_WAIT_MS, LONG_WAIT_MS, type Wait } from './waits.ts';

/** Meta's advice for the pair rate limit: retry after 4^X seconds. */
const RETRY_MS = [1_000, 4_000, 16_000, 64_000];

type Unanswered = (store: TenantStore, was: Stored<OutboundMessage>, failure: AdapterFailure) => Promise<Handled>;

/** Calls the provider for a message that is marked *sending*, and records what came of it. */
export function callProvider(clock: Clock, { deadlineMs }: { readonly deadlineMs: number }, unanswered: Unanswered) {
  return async (
    store: TenantStore,
    open: OpenAccount,
    outbound: Outbound,
    was: Stored<OutboundMessage>,
    stop: AbortSignal,
  ): Promise<Stepped> => {
    const { id, senderId } = was.value;
    // The request timeout uses real time, because moving the sandbox clock must not end a request.
    const signal = AbortSignal.any([AbortSignal.timeout(deadlineMs), stop]);
    try {
      const { providerMessageId } = await open.account.send(outbound, signal);
      return await accept(store, id, { senderId, providerMessageId }, clock.now());
    } catch (error) {
      if (!(error instanceof AdapterFailure)) throw error;
      if (error.code === 'unknown') return unanswered(store, was, error);
      const wait = waitAfter(error, open, was.value);
      if (wait) return notNow(store, was, attempted(was.value, 'not_now', error), wait);
      const refused = attempted(was.value, 'refused', error);
      return write(store, [replace(messages, was, refused)], { events: [toldRefused(refused, clock.now())] });
    }
  };

  /** Certainly not sent: a short wait stays in hand, a long one is an entry of the due-queue. */
  async function notNow(
    store: TenantStore,
    was: Stored<OutboundMessage>,
    message: OutboundMessage,
    wait: Wait,
  ): Promise<Stepped> {
    if (wait.ms < LONG_WAIT_MS) return write(store, [replace(messages, was, message)], { againAfterMs: wait.ms });
    return againWhenStale<Stepped & { readonly kind?: never }>(async () => {
      const entry = await entryOf(store, message.id);
      const lines = [replace(messages, was, message), waits(message, entry, clock.now(), wait)];
      const outcome = await store.commit(lines);
      if (outcome.kind === 'committed') return 'waits';
      // The entry may have been moved meanwhile. It is no reason to forget what the provider said.
      return outcome.collection === dueEntries.name ? { kind: 'stale' } : { againAfterMs: 0 };
    });
  }
}

/** `undefined`: refused for good. */
function waitAfter(error: AdapterFailure, open: OpenAccount, { attempts }: OutboundMessage): Wait | undefined {
  // The account is paused until somebody replaces the credentials.
  if (error.code === 'unauthorized') return { why: 'account_paused', ms: ACCOUNT_WAIT_MS };
  if (!error.retryable) return undefined;
  const backOff = RETRY_MS[Math.min(attempts.length, RETRY_MS.length) - 1] ?? 0;
  const why = open.rest()?.why ?? (error.code === 'unreachable' ? 'unreachable' : 'rate_limited');
  return { why, ms: Math.max(error.detail.retryAfterMs ?? 0, backOff) };
}
