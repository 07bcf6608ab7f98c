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
  /** Due from this instant on. */
  dueAt: epochMs,
  /** Names the handler: `hold.ends`. */
  kind: z.string().min(1),
  /** What it is about, by ids. */
  about: z.record(z.string(), z.string()),
  /** Why it waits, as a code: `scheduled`, `rate_limited`, `failed`, `unknown_kind`. Shown to operators. */
  why: z.string(),
  /** Times the handler failed. Who moves an entry for a reason of its own may set it to 0. */
  attempts: z.int().nonnegative(),
});
export type DueEntry = z.infer<typeof dueEntry>;

export const dueEntries = defineCollection({
  name: 'due_entries',
  scope: 'tenant',
  ofContact: { kind: 'about' },
  shape: dueEntry,
  indexes: { byLane: ['lane', 'class', 'dueAt'], byWait: ['lane', 'dueAt'], byDue: ['dueAt'] },
});

/** Quick lanes are spread over this many shards, by a hash of tenant and lane. One process at a time works a shard. */
export const QUICK_SHARDS = 8;
/**
 * Begins the names of lanes whose work may hang, such as downloads. They are spread over shards of their own, so they take no place that
 * quick work needs.
 */
export const SLOW = 'slow:';
export const SLOW_SHARDS = 2;
/** All of them: the quick ones come first. */
export const SHARDS = QUICK_SHARDS + SLOW_SHARDS;

export interface DueLane {
  readonly tenantId: string;
  readonly lane: string;
}

/** What a look passes over: lanes that are being worked on, and all lanes of tenants that have had their share. */
export interface Skipped {
  readonly lanes: readonly DueLane[];
  readonly tenants: readonly string[];
}

/** Finds due work over all tenants. An engine keeps an index of its own for it, so nothing walks the tenants. */
export interface Later {
  /**
   * Lanes of the shard that have an entry due at `now`, at most `most`; those whose oldest entry has waited longest come first. However
   * many entries a skipped lane or tenant has, they do not hide the others.
   */
  due(shard: number, now: EpochMs, most: number, skipped: Skipped): Promise<readonly DueLane[]>;
  /**
   * When to look again: no later than the time at which a lane of the shard that has nothing due at `now` gets something due. It may be
   * earlier, and is always after `now`. `undefined` when nothing waits for a later time.
   */
  next(shard: number, now: EpochMs): Promise<EpochMs | undefined>;
  /**
   * Calls `wake` after a commit of this process that inserted or replaced an entry, with its shard and time. Entries of other processes
   * are found by looking. The answer ends it.
   */
  whenCommitted(wake: (shard: number, dueAt: EpochMs) => void): () => void;
}

/** Handles the entries of one kind. */
export interface Timer {
  readonly kind: string;
  /**
   * Does the work and removes (or moves) the entry in the same batch, at the version it was given, so it happens once; a `stale` entry
   * belongs to somebody else now. A rejection moves the entry: it comes again after the delays of `RETRY_DELAYS_MS`, then every hour, with
   * `why: 'failed'`, and delays no other entry. Leaving the entry as it is counts as a failure, or it would come again at once for ever.
   * `signal` aborts when the process must stop.
   */
  due(store: TenantStore, entry: Stored<DueEntry>, signal: AbortSignal): Promise<void>;
}
