import type { StreamName } from '#contracts/event.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Connection } from './connection.ts';
import type { Progress } from './progress.ts';
import type { Recent } from './recent.ts';

/** The waiting positions of one key, oldest first. Bodies are read only when their turn comes. */
export interface Queue {
  readonly key: string;
  readonly positions: number[];
  /** Failed attempts at the first position. */
  failures: number;
}

/** Rows read at a time. */
const WINDOW = 500;
/**
 * The most positions in memory. Only events of keys that wait for a retry accumulate here. At this many, reading stops until one of
 * those keys continues or is parked.
 */
const MOST_HELD = 20_000;

export interface Backlog {
  /** Queues with work that is not being handled; taken from the front. */
  readonly ready: Set<Queue>;
  /** Reads on until `wanted` keys are ready or the log ends. */
  fill(wanted: number): void;
  /** Makes the next `fill` look for replays. */
  expectReplays(): void;
  load(position: number): BusEvent | undefined;
  /** Marks the first position of the queue as done. The next one, if any, becomes ready. */
  next(queue: Queue): void;
}

export function openBacklog(
  connection: Connection,
  recent: Recent,
  { name: group, streams }: { readonly name: string; readonly streams: readonly StreamName[] },
  progress: Progress,
): Backlog {
  const { sql } = connection;
  const queues = new Map<string, Queue>();
  const ready = new Set<Queue>();
  const anyStream = streams.map(() => '?').join(', ');
  // With several streams, the index would sort the whole backlog for each window. The log itself is already in order.
  const log = streams.length === 1 ? 'events' : 'events NOT INDEXED';
  let replaysExpected = true;

  function take(position: number, { tenant, stream, key }: Record<'tenant' | 'stream' | 'key', unknown>): void {
    const name = JSON.stringify([stream, tenant, key]);
    const queue = queues.get(name);
    if (queue) return void queue.positions.push(position);
    const started: Queue = { key: name, positions: [position], failures: 0 };
    queues.set(name, started);
    ready.add(started);
  }

  for (const position of progress.leftOver()) {
    const row = sql('SELECT tenant, stream, key FROM events WHERE position = ?').get(position);
    if (row) take(position, { tenant: row['tenant'], stream: row['stream'], key: row['key'] });
    else progress.finish(position);
  }

  function readReplays(): void {
    for (const { number } of sql('SELECT number FROM parked WHERE name = ? AND replaying = 1 ORDER BY number').all(group)) {
      const position = -Number(number);
      const event = progress.has(position) ? undefined : load(position);
      if (!event) continue;
      progress.hold(position);
      take(position, { tenant: event.tenantId, stream: event.stream, key: event.key });
    }
    replaysExpected = false;
  }

  /** False at the end of the log. */
  function readWindow(): boolean {
    const head = Number(sql('SELECT max(position) AS head FROM events').get()?.['head'] ?? 0);
    if (head <= progress.readTo) return false;
    const rows = sql(
      `SELECT position, tenant, stream, key FROM ${log} WHERE position > ? AND position <= ? AND stream IN (${anyStream}) ` +
        `ORDER BY position LIMIT ${WINDOW}`,
    ).all(progress.readTo, head, ...streams);
    for (const row of rows) {
      const position = Number(row['position']);
      progress.hold(position);
      take(position, { tenant: row['tenant'], stream: row['stream'], key: row['key'] });
    }
    progress.advance(rows.length < WINDOW ? head : Number(rows.at(-1)?.['position']));
    return true;
  }

  function load(position: number): BusEvent | undefined {
    const known = recent.get(position);
    if (known) return known;
    const row =
      position > 0
        ? sql('SELECT body FROM events WHERE position = ?').get(position)
        : sql('SELECT event AS body FROM parked WHERE number = ? AND replaying = 1').get(-position);
    if (!row) return undefined;
    const body = String(row['body']);
    const event = busEvent.parse(JSON.parse(body));
    // A replay is only for this group, so it is not shared.
    if (position > 0) recent.keep(position, event, body.length);
    return event;
  }

  return {
    ready,
    fill(wanted) {
      if (replaysExpected) readReplays();
      while (ready.size < wanted && progress.size < MOST_HELD && readWindow());
    },
    expectReplays() {
      replaysExpected = true;
    },
    load,
    next(queue) {
      queue.positions.shift();
      queue.failures = 0;
      if (queue.positions.length > 0) ready.add(queue);
      else queues.delete(queue.key);
    },
  };
}
