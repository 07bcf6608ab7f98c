import type { FoundAccount, Rest } from './accounts.ts';

/** Milliseconds after which a message is tried again while its account is paused or its number has none. */
export const ACCOUNT_WAIT_MS = 30_000;
/** Milliseconds. A shorter wait keeps the message in hand, and the next ones of its conversation behind it. From this on it is an entry in the due-queue. */
export const LONG_WAIT_MS = 5_000;

/** `why` is shown to operators. */
export interface Wait {
  readonly why: Rest['why'] | 'account_paused' | 'account_missing' | 'unreachable';
  /** May be a fraction: it is measured by `monotonic()`. */
  readonly ms: number;
}

/** Why nothing can be sent through this account now, and for how long. */
export function waitFor(found: FoundAccount): Wait | undefined {
  if (!found) return { why: 'account_missing', ms: ACCOUNT_WAIT_MS };
  if (found.kind === 'paused') return { why: 'account_paused', ms: ACCOUNT_WAIT_MS };
  return found.rest();
}
