import type { Clock } from '#contracts/clock.ts';
import { writeProbes } from '#contracts/records/platform.ts';
import { type Store, StoreFailure, type StoreFailureCode, againWhenStale, put } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';

export interface Standing {
  /** `refuses`: it answers and takes no writes, so nothing that comes in could be kept. */
  readonly store: 'reachable' | 'unreachable' | 'refuses';
  /** Why it refuses. */
  readonly reason?: StoreFailureCode;
}

/** However many ask, and in whatever instances of ours they do, an instance writes no more often than this. */
const EVERY_MS = 1_000;
/** A store that takes longer is of no use to a customer either. */
const PATIENCE_MS = 2_000;
const ID = 'probe';

/**
 * Whether the store keeps what it is given: one small document is read and written, durably, as a webhook would be. Reading alone is
 * answered from memory when the disk is full or gone. Whoever asks while it is being written, or within a second, gets the same answer.
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
        // Another instance may be writing it too.
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
