import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Log } from '#contracts/log.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { codeOf } from './failure.ts';
import { KEPT, movedRow, OUTBOX, type PendingRow, type Row } from './row.ts';

/** A bus may lose the events it acknowledged in the last two minutes before a power cut. The rest allows for clock differences. */
const KEEP_MS = 180_000;
const FORGET_EVERY_MS = 5_000;
/** The time span of events made pending again in one step. Longer after a step that found few. */
const STEP_MS = 2_000;
const FEW = 500;
const ATTEMPTS = 5;
/** The most published events that a document keeps. It may be written many times and must stay small enough. */
const CARRIED = { events: 50, bytes: 500_000 } as const;
const GIVEN_AGAIN = { $rename: { first: 'due' }, $unset: { out: '' } };
const NOTHING_HELD = { $unset: { pending: '', due: '', first: '', out: '' } };

export const SHOWN = { tenantId: 1, v: 1, due: 1, pending: 1, out: 1 } as const;

/** A document with events that are on the bus now: some of its pending events, or all of them. */
export interface Published {
  readonly row: Pick<Row, '_id' | 'tenantId' | 'v' | 'due'>;
  readonly ids: ReadonlySet<string>;
  /** The new value of `first`, if all events that were pending are published and small enough to keep. */
  readonly first?: number;
}

interface KeptParts {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly random: () => number;
}

/**
 * Keeps published events in their document for a few minutes, so that they can be published again, then removes them in bulk. Their
 * `due` is above any that `take` looks for. The next event of the document makes it due again from its own ticket on, so earlier
 * events stay published. A mark is only valid for the version and the `due` it was made for: at another one there may be more
 * events, or they were made pending again.
 */
export function keptEvents({ connection, clock, log, newId, random }: KeptParts, collections: readonly string[]) {
  /** The outbox comes last, so that events moved there meanwhile are found. */
  const names = [...collections, OUTBOX];
  let forgottenAt = clock.monotonic();
  let forgetting: Promise<void> | undefined;

  const at = ({ _id, tenantId, v, due }: Published['row']) => ({ _id, tenantId, v, due });
  const kept = (first: number | undefined) => ({ $set: { due: KEPT + clock.now(), first }, $unset: { out: '' } });

  async function mark(name: string, documents: readonly Published[]): Promise<void> {
    const whole = documents.filter(({ first }) => first !== undefined);
    const updates = whole.map(({ row, first }) => ({ q: at(row), u: kept(first) }));
    const { n } = updates.length > 0 ? await connection.write({ update: name, updates, ordered: false }) : { n: 0 };
    // Some have changed since they were read and may have newer events.
    const left = n < whole.length ? documents : documents.filter(({ first }) => first === undefined);
    for (let attempt = 1, open = left; open.length > 0 && attempt <= ATTEMPTS; attempt += 1)
      open = await markAsTheyAre(name, open);
  }

  /** Marks the documents that changed between reading and writing. */
  async function markAsTheyAre(name: string, documents: readonly Published[]): Promise<readonly Published[]> {
    const rows = new Map<string, Row>();
    const there = { _id: { $in: documents.map(({ row }) => row._id) }, due: { $lt: KEPT } };
    for await (const row of connection.rows(name).find(there, { projection: SHOWN, maxTimeMS: connection.patienceMs }))
      rows.set(row._id, row);
    const again: Published[] = [];
    for (const one of documents) {
      const row = rows.get(one.row._id);
      if (!row || row.due !== one.row.due) continue;
      const left = waitingIn(row).filter(({ id }) => !one.ids.has(id));
      const change = left.length > 0 ? { $addToSet: { out: { $each: [...one.ids] } } } : await settled(name, row);
      const { n } = await connection.write({ update: name, updates: [{ q: at(row), u: change }] });
      if (n === 0) again.push(one);
    }
    return again;
  }

  /** Moves events that are too large to keep to the outbox. If the document has changed, they are kept and published twice. */
  async function settled(name: string, row: Row) {
    if (firstOf(name, row) !== undefined) return kept(firstOf(name, row));
    const moved = movedRow(row.tenantId, newId(), { ...row, due: KEPT + clock.now(), first: below(row, random) });
    await connection.write({ insert: OUTBOX, documents: [moved] });
    return NOTHING_HELD;
  }

  function firstOf(name: string, row: Row): number | undefined {
    const { pending = [] } = row;
    const bytes = pending.reduce((sum, { body }) => sum + body.length, 0);
    const light = pending.length <= CARRIED.events && bytes <= CARRIED.bytes;
    return light || name === OUTBOX ? below(row, random) : undefined;
  }

  async function forget(): Promise<void> {
    const q = { due: { $gte: KEPT, $lt: KEPT + clock.now() - KEEP_MS } };
    for (const name of names)
      await connection.write(
        name === OUTBOX
          ? { delete: name, deletes: [{ q, limit: 0 }] }
          : { update: name, updates: [{ q, u: NOTHING_HELD, multi: true }] },
      );
  }

  /** Makes all events pending again in documents that still have pending ones. */
  async function partlyAgain(name: string): Promise<void> {
    const some = { due: { $lt: KEPT }, $or: [{ first: { $exists: true } }, { out: { $exists: true } }] };
    const found = connection.rows(name).find(some, { projection: { tenantId: 1 }, maxTimeMS: connection.patienceMs });
    const partly = await answered(connection, found.toArray());
    for (let n = 0; n < partly.length; n += FEW) {
      const updates = partly.slice(n, n + FEW).map(({ _id, tenantId }) => ({ q: { _id, tenantId }, u: GIVEN_AGAIN }));
      await connection.write({ update: name, updates });
    }
  }

  /** Handles the oldest documents. Returns their number; `undefined` if none are left. */
  async function oldestAgain(name: string, end: number, stepMs: number): Promise<number | undefined> {
    const asked = connection
      .rows(name)
      .find({ due: { $gte: KEPT, $lte: end } }, { projection: { due: 1 }, maxTimeMS: connection.patienceMs })
      .sort({ due: 1 })
      .limit(1)
      .toArray();
    const [oldest] = await answered(connection, asked);
    if (oldest?.due === undefined) return undefined;
    const q = { due: { $gte: oldest.due, $lte: Math.min(oldest.due + stepMs, end) } };
    const { n } = await connection.write({ update: name, updates: [{ q, u: GIVEN_AGAIN, multi: true }] });
    return n;
  }

  /** Works in steps, so that each is short and finished steps stay done. */
  async function allAgain(name: string, end: number): Promise<void> {
    await partlyAgain(name);
    let step = STEP_MS;
    for (let n = await oldestAgain(name, end, step); n !== undefined; n = await oldestAgain(name, end, step))
      step = n < FEW ? 2 * step : STEP_MS;
  }

  return {
    firstOf,
    mark,
    /** Runs in the background, and only while events are being published: while the bus is down, nothing is removed. */
    forgetOld(): void {
      if (forgetting || clock.monotonic() - forgottenAt < FORGET_EVERY_MS) return;
      forgottenAt = clock.monotonic();
      forgetting = forget()
        .catch((error: unknown) => log.warn('mongodb: published events could not be removed yet', { code: codeOf(error) }))
        .finally(() => (forgetting = undefined));
    },
    async giveAgain(): Promise<void> {
      const end = KEPT + clock.now();
      await Promise.all(collections.map((name) => allAgain(name, end)));
      await allAgain(OUTBOX, end);
    },
    async [Symbol.asyncDispose]() {
      await forgetting;
    },
  };
}

export function waitingIn({ due = KEPT, pending = [], out = [] }: Pick<Row, 'due' | 'pending' | 'out'>): readonly PendingRow[] {
  return pending.filter(({ ticket, id }) => ticket >= due && !out.includes(id));
}

/** A new `due` just below the lowest ticket. It differs from the previous one, so that earlier marks are not valid. */
function below({ pending = [] }: Row, random: () => number): number {
  return Math.min(...pending.map(({ ticket }) => ticket)) - (1 + random()) / 4;
}
