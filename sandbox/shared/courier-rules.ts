import type { EpochMs } from '#contracts/clock.ts';

/** A webhook to be delivered. Updates of one `lane` (a chat) are delivered in order; lanes are delivered in parallel. */
export interface Update {
  readonly lane: string;
  /** Updates of kind `status` are dropped by the fault `dropReceipts`. */
  readonly kind: 'message' | 'status' | 'notice';
  /** The message the update is about. */
  readonly about?: string;
  readonly url: string;
  /** The provider's own form. `post` makes a request of it. */
  readonly payload: string;
  /** Earliest delivery, as a delay from now. */
  readonly afterMs?: number;
}

export interface Pending extends Update {
  readonly seq: number;
  readonly since: EpochMs;
  readonly attempts: number;
}

export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
  /** Set if the URL asks for a deadline other than the rules'. */
  readonly timeoutMs?: number;
}

/** `refused`: nobody listens there. `broken`: the connection was lost before an answer. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'timeout' | 'refused' | 'broken' };

/** How a provider delivers webhooks, as data. */
export interface CourierRules {
  /** The most updates in one request. Requests contain more than one only if updates have accumulated. */
  readonly batch: number;
  readonly parallel: number;
  readonly timeoutMs: number;
  /** Delays before the second attempt, the third and so on. The last one repeats. */
  readonly delaysMs: readonly number[];
  readonly giveUpAfterMs: number;
  /** Whether to retry after this outcome. (A 2xx is never retried.) `update.attempts` is the number of earlier failures. */
  readonly retries: (outcome: Outcome, update: Pending) => boolean;
  /** If true, everything waits until somebody listens. If false, a missing listener is a failed attempt like any other. */
  readonly waitsForListener?: false;
  /** Makes the signed request. All updates have the same URL. */
  readonly post: (updates: readonly Pending[]) => Post;
  /** Runs before the first delivery to a URL, and again after it was down. Returns false if the app is not up yet. */
  readonly greet?: (url: string, signal: AbortSignal) => Promise<boolean>;
}

/** Until an update was refused this many times, later ones of its lane wait. After that they overtake it. */
export const HOLDS_LANE_FOR = 5;
/** How often a URL that was down is checked. */
export const KNOCK_MS = 400;
/** Largest size of the updates in one request. Meta's limit is 3 MB, and escaping turns a character into up to six bytes. */
export const MOST_CHARACTERS = 400_000;
/** The most a duplicated or overtaken update is delayed. */
export const STRAY_MS = 1500;

export const succeeded = (outcome: Outcome): boolean =>
  outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
