import type { EpochMs } from '#contracts/clock.ts';

/** A webhook still to be delivered. Updates of one `lane` (a chat) go out in order, lanes side by side. */
export interface Update {
  readonly lane: string;
  /** `status`: what the fault `dropReceipts` drops. */
  readonly kind: 'message' | 'status' | 'notice';
  /** The message it is about. */
  readonly about?: string;
  readonly url: string;
  /** The provider's own text; `post` makes a request of it. */
  readonly payload: string;
  /** Not before so long after now. */
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
  /** Where a url asks for another deadline than the rules'. */
  readonly timeoutMs?: number;
}

/** `refused`: nobody listens there. `broken`: the connection was lost before an answer. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'timeout' | 'refused' | 'broken' };

/** How a provider delivers, as data. */
export interface CourierRules {
  /** Most updates in one request; more than one only when they have piled up. */
  readonly batch: number;
  readonly parallel: number;
  readonly timeoutMs: number;
  /** Before the second attempt, the third …; the last one repeats. */
  readonly delaysMs: readonly number[];
  readonly giveUpAfterMs: number;
  /** May this outcome be tried again? (A 2xx never is.) `update.attempts` is how often it had failed before. */
  readonly retries: (outcome: Outcome, update: Pending) => boolean;
  /** False: an absent listener is a failed attempt like another. Else everything waits until somebody listens. */
  readonly waitsForListener?: false;
  /** Makes the signed request. All updates have the same url. */
  readonly post: (updates: readonly Pending[]) => Post;
  /** Runs before the first delivery to a url, and again after it was down. False: not up yet. */
  readonly greet?: (url: string, signal: AbortSignal) => Promise<boolean>;
}

/** While an update waits for so many refusals, later ones of its lane wait too; then they pass it. */
export const HOLDS_LANE_FOR = 5;
/** How often a url that was down is looked at. */
export const KNOCK_MS = 400;
/** Of the updates in one request. Meta's limit is 3 MB, and escaping makes up to six bytes of a character. */
export const MOST_CHARACTERS = 400_000;
/** A duplicated or overtaken update comes at most so much later. */
export const STRAY_MS = 1500;

export const succeeded = (outcome: Outcome): boolean =>
  outcome.kind === 'answered' && outcome.status >= 200 && outcome.status < 300;
