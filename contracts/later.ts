import { z } from 'zod';
import { type EpochMs, epochMs } from './clock.ts';
import { defineCollection } from './collection.ts';
import type { Stored, TenantStore } from './store.ts';

/**
 * Work that is due at a time: a hold that ends, a retry after an hour, a paced send, a reminder. An entry is an ordinary document of
 * its tenant, so a batch inserts, moves and removes entries together with what they are about, all or nothing. Its `id` says what it
 * is for (`hold.ends:<booking>`), so that scheduling the same work again replaces it.
 */
export const dueEntry = z.object({
  id: z.string().min(1),
  /** Entries of one lane are handled one after the other: a conversation, a sending number. */
  lane: z.string().min(1),
  /** Within a lane, what is due goes by class first, then by time. 0 goes before 9. */
  class: z.int().min(0).max(9),
  dueAt: epochMs,
  /** Names the handler: `hold.ends`. */
  kind: z.string().min(1),
  /** What it is about, by ids. */
  about: z.record(z.string(), z.string()),
  /** Why it waits, as a code: `scheduled`, `rate_limited`, `failed`. Shown to operators. */
  why: z.string(),
  /** Times the handler failed. */
  attempts: z.int().nonnegative(),
});
export type DueEntry = z.infer<typeof dueEntry>;

export const dueEntries = defineCollection({
  name: 'due_entries',
  scope: 'tenant',
  shape: dueEntry,
  indexes: { byLane: ['lane', 'class', 'dueAt'], byDue: ['dueAt'] },
});

/** Lanes are spread over this many shards, by a hash of tenant and lane. One process at a time works a shard. */
export const SHARDS = 8;

export interface DueLane {
  readonly tenantId: string;
  readonly lane: string;
}

/** Finds due work over all tenants. An engine keeps an index of its own for it, so nothing walks the tenants. */
export interface Later {
  /**
   * Lanes of the shard that have an entry due at `now`, those that have waited longest first, at most `most`. Lanes in `except` are
   * skipped: a hundred thousand entries of one lane do not hide the others.
   */
  due(shard: number, now: EpochMs, most: number, except: readonly DueLane[]): Promise<readonly DueLane[]>;
  /** When the next entry of the shard that is not due yet becomes due; `undefined` when there is none. */
  next(shard: number, now: EpochMs): Promise<EpochMs | undefined>;
  /** Calls `wake` after a commit of this process that wrote an entry. Entries of other processes are found by looking. */
  whenCommitted(wake: () => void): () => void;
}

/** Handles the entries of one kind. */
export interface Timer {
  readonly kind: string;
  /**
   * Does the work and removes (or moves) the entry in the same batch, so it happens once. An entry that is still there and due
   * afterwards is handled again. A rejection moves the entry: it comes again after the delays of `RETRY_DELAYS_MS`, then every hour, with
   * `why: 'failed'`, and delays no other lane.
   */
  due(store: TenantStore, entry: Stored<DueEntry>, signal: AbortSignal): Promise<void>;
}
