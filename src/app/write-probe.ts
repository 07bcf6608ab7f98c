import type { Clock } from '#contracts/clock.ts';
import { writeProbes } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, type StoreFailureCode, againWhenStale, put } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';

export interface Standing {
  /** `refuses`: it answers but accepts no writes, so no webhook could be stored. */
  readonly store: 'reachable' | 'unreachable' | 'refuses';
  /** Why it refuses. */
  readonly reason?: StoreFailureCode;
}

/** An instance writes at most once per this interval, however often it is asked. */
const EVERY_MS = 1_000;
/** A store that takes longer counts as unreachable. */
const PATIENCE_MS = 2_000;
const ID = 'probe';

/**
 * Checks that the store accepts writes, by reading and durably writing a small document. A read alone can be served from memory
 * even if the disk is full or gone. Concurrent calls, and calls within a second, share one result.
 */
export function writeProbe({ platform }: Pick<Store, 'platform'>, clock: Clock): () => Promise<Standing> {
  let last: { readonly at: number; readonly standing: Standing } | undefined;
  let running: Promise<Standing> | undefined;

  return async () => {
    if (last && clock.monotonic() - last.at < EVERY_MS) return last.standing;
    running ??= looked();
    return inTime(running);
  };

  async function looked(): Promise<Standing> {
    const standing = await look();
    last = { at: clock.monotonic(), standing };
    running = undefined;
    return standing;
  }

  async function look(): Promise<Standing> {
    let read = false;
    try {
      await againWhenStale(async () => {
        const was = await platform.get(writeProbes, ID);
        read = true;
        // Another instance may write the same document.
        return raced(await platform.commit([put(writeProbes, was, { id: ID, at: clock.now() })]), { kind: 'written' } as const);
      });
      return { store: 'reachable' };
    } catch (error) {
      return read && error instanceof StoreFailure ? { store: 'refuses', reason: error.code } : { store: 'unreachable' };
    }
  }

  async function inTime(asked: Promise<Standing>): Promise<Standing> {
    const answered = new AbortController();
    const late = clock.after(PATIENCE_MS, answered.signal).then((): Standing => ({ store: 'unreachable' }));
    const standing = await Promise.race([asked, late]);
    answered.abort();
    return standing;
  }
}
