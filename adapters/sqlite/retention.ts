import type { Clock } from '#contracts/clock.ts';
import type { Connection } from './connection.ts';

const KEEP_MS = 7 * 24 * 60 * 60 * 1000;
const EVERY_MS = 60_000;
/** Rows deleted per commit, so that other commits do not wait long. */
const STEP = 500;

/** Deletes events that every known group has finished and that are older than a week. Runs until `signal` aborts. */
export async function keepRecent(
  { sql }: Connection,
  clock: Clock,
  commit: (run: () => () => void) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let removed = 0;
    await commit(() => {
      removed = Number(
        sql(
          `DELETE FROM events WHERE position IN (SELECT position FROM (SELECT position, committed_at FROM events ` +
            `WHERE position <= (SELECT min(finished_to) FROM groups) AND position NOT IN (SELECT position FROM unfinished) ` +
            `ORDER BY position LIMIT ${STEP}) WHERE committed_at < ?)`,
        ).run(clock.now() - KEEP_MS).changes,
      );
      return () => {};
    }).catch(() => {});
    if (removed < STEP) await clock.after(EVERY_MS, signal);
  }
}
