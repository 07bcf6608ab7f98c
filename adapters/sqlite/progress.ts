import type { Connection } from './connection.ts';

/**
 * A group's progress: everything up to `readTo` is finished, except the positions still held. On disk that is one number and the few
 * positions open at the time of writing, so an event that is finished quickly needs no row. Replays of parked events have negative
 * positions and are stored in the parked row itself.
 */
export interface Progress {
  readonly size: number;
  readonly readTo: number;
  readonly dirty: boolean;
  has(position: number): boolean;
  /** Positions left open by the last run, oldest first. */
  leftOver(): readonly number[];
  hold(position: number): void;
  advance(readTo: number): void;
  finish(position: number): void;
  /** The position was finished by a `write` with it as `also`. */
  parked(position: number): void;
  /** Writes within a transaction, as if `also` were finished. Call the returned function once the transaction is on disk. */
  write(also?: number): () => void;
}

export function openProgress(connection: Connection, group: string): Progress {
  const { sql } = connection;
  const row = sql('SELECT finished_to FROM groups WHERE name = ?').get(group);
  const leftOver = sql('SELECT position FROM unfinished WHERE name = ? ORDER BY position')
    .all(group)
    .map(({ position }) => Number(position));

  const held = new Set<number>(leftOver);
  const recorded = new Set<number>(leftOver);
  const unrecorded = new Set<number>();
  const closing = new Set<number>();
  let readTo = Number(row?.['finished_to'] ?? 0);
  let writtenTo = row ? readTo : -1;

  return {
    get size() {
      return held.size;
    },
    get readTo() {
      return readTo;
    },
    get dirty() {
      return readTo !== writtenTo || unrecorded.size > 0 || closing.size > 0;
    },
    has: (position) => held.has(position) || closing.has(position),
    leftOver: () => leftOver,
    hold(position) {
      held.add(position);
      if (position > 0) unrecorded.add(position);
    },
    advance(to) {
      readTo = Math.max(readTo, to);
    },
    finish(position) {
      held.delete(position);
      if (position < 0 || recorded.has(position)) closing.add(position);
      unrecorded.delete(position);
    },
    parked(position) {
      held.delete(position);
      unrecorded.delete(position);
    },
    write(also) {
      const opened = [...unrecorded].filter((position) => position !== also);
      const closed = [...closing];
      if (also !== undefined && recorded.has(also)) closed.push(also);
      const to = readTo;

      sql(
        'INSERT INTO groups (name, finished_to) VALUES (?, ?) ON CONFLICT DO UPDATE SET finished_to = excluded.finished_to',
      ).run(group, to);
      for (const position of opened) sql('INSERT OR IGNORE INTO unfinished (name, position) VALUES (?, ?)').run(group, position);
      for (const position of closed)
        if (position < 0) sql('DELETE FROM parked WHERE number = ? AND name = ? AND replaying = 1').run(-position, group);
        else sql('DELETE FROM unfinished WHERE name = ? AND position = ?').run(group, position);

      return () => {
        writtenTo = to;
        for (const position of opened) if (unrecorded.delete(position)) recorded.add(position);
        for (const position of closed) {
          closing.delete(position);
          recorded.delete(position);
        }
      };
    },
  };
}
