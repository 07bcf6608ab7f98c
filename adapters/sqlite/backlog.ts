import { type Ready, readyQueues } from '#contracts/bus-rules/ready.ts';
import type { ConsumerGroup } from '#contracts/bus.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import { eventOf } from './bodies.ts';
import type { Connection } from './connection.ts';
import type { Progress } from './progress.ts';
import { readBy } from './read-by.ts';
import type { Recent } from './recent.ts';

/** The waiting positions of one key, oldest first. Bodies are read only when their turn comes. */
export interface Queue {
  readonly tenantId: string;
  readonly key: string;
  readonly positions: number[];
  /** Failed attempts at the first position. */
  failures: number;
  /** Positions at the front that a failed slice held: each is handed over by itself. */
  alone: number;
}

/** Rows read at a time. */
const WINDOW = 500;
/**
 * The most positions in memory. Only events of keys that wait for a retry accumulate here. At this many, reading stops until one of
 * those keys continues or is parked.
 */
const MOST_HELD = 50_000;

export interface Backlog {
  /** Queues with work that nobody has in hand. */
  readonly ready: Ready<Queue>;
  /** Reads a piece further; false when nothing more is there, or as much is held as may be. */
  readOn(): boolean;
  /** Looks for replays the next time. */
  expectReplays(): void;
  load(position: number): BusEvent | undefined;
  /** The first `done` positions of the queue are done with; what comes after them, if anything, becomes ready. */
  next(queue: Queue, done: number): void;
}

export function openBacklog(connection: Connection, recent: Recent, group: ConsumerGroup, progress: Progress): Backlog {
  const { sql } = connection;
  const queues = new Map<string, Queue>();
  const ready = readyQueues<Queue>();
  const { where, values } = readBy(group);
  // An index on several streams would sort the whole backlog for each window; the log itself is in order already.
  const log = group.streams.length === 1 ? 'events' : 'events NOT INDEXED';
  let replaysExpected = true;

  function take(position: number, { tenant, stream, key }: Record<'tenant' | 'stream' | 'key', unknown>): void {
    const name = JSON.stringify([stream, tenant, key]);
    const queue = queues.get(name);
    if (queue) return void queue.positions.push(position);
    const started: Queue = { tenantId: String(tenant), key: name, positions: [position], failures: 0, alone: 0 };
    queues.set(name, started);
    ready.add(started);
  }

  for (const position of progress.leftOver()) {
    const row = sql('SELECT tenant, stream, key FROM events WHERE position = ?').get(position);
    if (row) take(position, { tenant: row['tenant'], stream: row['stream'], key: row['key'] });
    else progress.finish(position);
  }

  function readReplays(): true {
    for (const { number } of sql('SELECT number FROM parked WHERE name = ? AND replaying = 1 ORDER BY number').all(group.name)) {
      const position = -Number(number);
      const event = progress.has(position) ? undefined : load(position);
      if (!event) continue;
      progress.hold(position);
      take(position, { tenant: event.tenantId, stream: event.stream, key: event.key });
    }
    replaysExpected = false;
    return true;
  }

  /** False at the end of the log. */
  function readWindow(): boolean {
    const head = Number(sql('SELECT max(position) AS head FROM events').get()?.['head'] ?? 0);
    if (head <= progress.readTo) return false;
    const rows = sql(
      `SELECT position, tenant, stream, key FROM ${log} WHERE position > ? AND position <= ? AND ${where} ` +
        `ORDER BY position LIMIT ${WINDOW}`,
    ).all(progress.readTo, head, ...values);
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
        ? sql('SELECT * FROM events WHERE position = ?').get(position)
        : sql('SELECT event AS body FROM parked WHERE number = ? AND replaying = 1').get(-position);
    if (!row) return undefined;
    const event = position > 0 ? eventOf(row) : busEvent.parse(JSON.parse(String(row['body'])));
    // A replay is only for this group, so it is not shared.
    if (position > 0) recent.keep(position, event, String(row['body']).length);
    return event;
  }

  return {
    ready,
    readOn() {
      return replaysExpected ? readReplays() : progress.size < MOST_HELD && readWindow();
    },
    expectReplays() {
      replaysExpected = true;
    },
    load,
    next(queue, done) {
      queue.positions.splice(0, done);
      queue.failures = 0;
      queue.alone = Math.max(0, queue.alone - done);
      if (queue.positions.length > 0) ready.add(queue);
      else queues.delete(queue.key);
    },
  };
}
