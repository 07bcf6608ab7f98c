import type { Bus, Consumer, ConsumerGroup, Lag } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Leases } from '#contracts/leases.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Connection } from './connection.ts';
import { MEMORY } from './connection.ts';
import { asStoreFailure, locked } from './failure.ts';
import { startGroup, type Group, type Standing } from './group.ts';
import type { GroupCommit } from './group-commit.ts';
import { whenUnlocked, type LockRetry } from './locks.ts';
import { standInLine } from './line.ts';
import { discardParked, parkedOf } from './parking.ts';
import { readBy } from './read-by.ts';
import { recentEvents } from './recent.ts';
import { keepRecent } from './retention.ts';

/** Progress is written at most this often. After a crash, events finished since the last write are redelivered. */
const WRITE_EVERY_MS = 100;
/** Delay after a store failure. */
const WRITE_AGAIN_MS = 1_000;
/** How soon a commit of another process is noticed. */
const LOOK_EVERY_MS = 100;

export interface BusParts {
  readonly file: string;
  readonly connection: Connection;
  readonly group: GroupCommit;
  readonly retry: LockRetry;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly metrics: Metrics;
  readonly leases: Leases;
}

export interface SqliteBus extends AsyncDisposable {
  readonly bus: Bus;
  /** Call it after a commit of this process that has events. */
  published(): void;
  /** Calls `noticed` when another process may have written. Returns a function that unsubscribes. */
  whenOthersWrote(noticed: () => void): () => void;
}

/** The bus reads the outbox directly. Positions are assigned in commit order, and groups read in that order. */
export function sqliteBus(parts: BusParts): SqliteBus {
  const { connection, retry, clock } = parts;
  const { sql } = connection;
  const subscribed = new Set<string>();
  const groups = new Map<string, Group>();
  const recent = recentEvents();
  const line = standInLine(parts.leases, retry.timer, parts.log);
  const listeners = new Set<() => void>();
  const closed = new AbortController();
  let writing: (() => void) | undefined;
  let looking = false;
  let cleaning = false;

  function commit(run: () => () => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let after = () => {};
    parts.group.add({
      bytes: 0,
      run() {
        after = run();
      },
      committed() {
        after();
        resolve();
      },
      failed: reject,
    });
    return promise;
  }

  function writeSoon(after = WRITE_EVERY_MS): void {
    writing ??= retry.timer(after, () => {
      writing = undefined;
      write([...groups.values()].filter((group) => group.dirty)).catch((error: unknown) => {
        parts.log.warn('bus: progress is not written yet', { reason: asStoreFailure(error, 'no').message });
        writeSoon(WRITE_AGAIN_MS);
      });
    });
  }

  async function write(dirty: readonly Group[]): Promise<void> {
    if (dirty.length === 0) return;
    await commit(() => {
      const afters = dirty.map((group) => group.writeProgress());
      return () => afters.forEach((after) => after());
    });
  }

  function wakeAll(replays = false): void {
    for (const group of groups.values()) group.wake(replays);
  }

  function lookForOthers(): void {
    if (looking || parts.file === MEMORY) return;
    looking = true;
    lookAtVersion(parts, closed.signal, () => {
      wakeAll(true);
      for (const noticed of listeners) noticed();
    });
  }

  function begin(consumer: Consumer): void {
    groups.set(consumer.name, startGroup(consumer, { ...parts, recent, timer: retry.timer, commit, changed: () => writeSoon() }));
    writeSoon();
    lookForOthers();
    if (!cleaning) void keepRecent(connection, clock, commit, closed.signal);
    cleaning = true;
  }

  async function end(name: string): Promise<void> {
    const group = groups.get(name);
    if (!group) return;
    await group[Symbol.asyncDispose]();
    if (group.dirty) await write([group]).catch(() => {});
    groups.delete(name);
  }

  const ends = new Set<() => Promise<void>>();
  function subscribe(consumer: Consumer) {
    const { name } = consumer;
    if (closed.signal.aborted) throw new Error('the bus is closed');
    if (subscribed.has(name)) throw new Error(`consumer "${name}" is already subscribed`);
    subscribed.add(name);
    let ended = false;
    const leave = line.join(() => {
      if (!ended) begin(consumer);
    });
    const finish = async () => {
      if (ended) return;
      ended = true;
      ends.delete(finish);
      await end(name);
      subscribed.delete(name);
      await leave();
    };
    ends.add(finish);
    return { [Symbol.asyncDispose]: finish };
  }

  function lag(group: ConsumerGroup): Lag {
    const { name } = group;
    const { held, readTo } = groups.get(name)?.standing() ?? standingOf(connection, name);
    const { where, values } = readBy(group);
    const ahead = sql(`SELECT count(*) AS n FROM events WHERE ${where} AND position > ?`).get(...values, readTo);
    const parked = sql('SELECT count(*) AS n FROM parked WHERE name = ? AND replaying = 0').get(name);
    return { waiting: held + Number(ahead?.['n']), parked: Number(parked?.['n']) };
  }

  return {
    bus: {
      subscribe,
      parked: (tenantId) => whenUnlocked(retry, () => parkedOf(connection, tenantId)),
      async replay(tenantId, parkedId) {
        let found = false;
        await commit(() => {
          const there = sql('UPDATE parked SET replaying = 1 WHERE tenant = ? AND id = ? AND replaying = 0');
          found = there.run(tenantId, parkedId).changes === 1;
          return () => wakeAll(true);
        });
        return found;
      },
      async discard(tenantId, which) {
        let removed = 0;
        for (let after: number | undefined = 0; after !== undefined;) {
          const from: number = after;
          let step: ReturnType<typeof discardParked> = { removed: 0, next: undefined };
          await commit(() => {
            step = discardParked(connection, tenantId, which, from);
            return () => {};
          });
          removed += step.removed;
          after = step.next;
        }
        return removed;
      },
      lag: (group) => whenUnlocked(retry, () => lag(group)),
    },
    published: () => wakeAll(),
    whenOthersWrote(noticed) {
      listeners.add(noticed);
      lookForOthers();
      return () => listeners.delete(noticed);
    },
    async [Symbol.asyncDispose]() {
      closed.abort();
      await Promise.all([...ends].map((finish) => finish()));
      writing?.();
    },
  };
}

/** The progress of a group that this process does not run. */
function standingOf({ sql }: Connection, name: string): Standing {
  const row = sql('SELECT finished_to FROM groups WHERE name = ?').get(name);
  const held = sql(
    'SELECT (SELECT count(*) FROM unfinished WHERE name = ?) + (SELECT count(*) FROM parked WHERE name = ? AND replaying = 1) AS n',
  ).get(name, name);
  return { held: Number(held?.['n']), readTo: Number(row?.['finished_to'] ?? 0) };
}

/** Polls SQLite's data version, which changes when another connection has committed. */
function lookAtVersion({ connection, retry, log }: BusParts, signal: AbortSignal, noticed: () => void): void {
  let version = 0;
  let cancel = retry.timer(0, look);
  signal.addEventListener('abort', () => cancel(), { once: true });

  function look(): void {
    if (signal.aborted) return;
    try {
      const now = Number(connection.sql('PRAGMA data_version').get()?.['data_version']);
      if (now !== version) noticed();
      version = now;
    } catch (error) {
      if (!locked(error)) log.warn('bus: the store does not answer', { reason: asStoreFailure(error, 'no').message });
    }
    cancel = retry.timer(LOOK_EVERY_MS, look);
  }
}
