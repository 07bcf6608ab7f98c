import type { ClientSession } from 'mongodb';
import type { Batch, Line } from '#contracts/store-rules/batch.ts';
import type { CommitOutcome } from '#contracts/store.ts';
import { answered } from './answered.ts';
import { pause } from './again.ts';
import { MAJORITY, type Connection } from './client.ts';
import type { CommitParts } from './commit.ts';
import { asStoreFailure, codeOf, conflict, conflicting, duplicateIndex, passing } from './failure.ts';
import { COMMITTED, lost, refusal, taken } from './outcome.ts';
import { movedRow, OUTBOX, outboxRow, pendingRows, rowId, statement, type Place, type Row } from './row.ts';

interface Work {
  readonly connection: Connection;
  readonly batch: Batch<Place>;
  readonly by: string;
  readonly outbox: readonly Row[];
  readonly newId: () => string;
}

/** Commits a batch of several documents as a transaction. Repeats it after a conflict with other writers. */
export async function inTransaction(parts: CommitParts, batch: Batch<Place>, by: string): Promise<CommitOutcome> {
  const { connection, tickets, newId, random } = parts;
  const pending = batch.events.length > 0 ? pendingRows(batch, await tickets.next()) : [];
  const outbox = pending.length > 0 ? [outboxRow(batch.tenant, { by, pending })] : [];
  const work = { connection, batch, by, outbox, newId };

  const end = performance.now() + connection.patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await transaction(parts, work, () => attempt < SURE_ATTEMPTS || performance.now() < end);
    if (outcome !== 'again') return outcome;
    const stale = await firstStale(connection, batch);
    if (stale) return stale;
    await pause(attempt, random);
  }
}

/** Attempts that are always made, no matter how long they take. */
const SURE_ATTEMPTS = 3;

type Attempt = CommitOutcome | 'again';

async function transaction(parts: CommitParts, work: Work, maybeAgain: () => boolean): Promise<Attempt> {
  const session = work.connection.client.startSession();
  try {
    session.startTransaction({
      readConcern: { level: 'local' },
      writeConcern: { w: MAJORITY, j: true, wtimeoutMS: work.connection.patienceMs },
      maxCommitTimeMS: work.connection.patienceMs,
    });
    const outcome = await apply(work, session);
    if (outcome !== 'again' && outcome.kind === 'committed') return await end(parts, work, session, maybeAgain);
    await answered(work.connection, session.abortTransaction());
    return outcome;
  } catch (error) {
    if (session.inTransaction()) await answered(work.connection, session.abortTransaction()).catch(() => {});
    // Before its commit is sent, a transaction has no effect, whatever failed.
    if (maybeAgain() && (conflicting(error) || passing(error))) return 'again';
    throw asStoreFailure(error, 'no');
  } finally {
    await answered(work.connection, session.endSession()).catch(() => {});
  }
}

const COMMIT_ATTEMPTS = 3;

/** Sends the commit. It may be sent again, because the server knows the transaction's number. */
async function end(
  { random, log }: CommitParts,
  work: Work,
  session: ClientSession,
  maybeAgain: () => boolean,
): Promise<Attempt> {
  for (let attempt = 1; ; attempt += 1)
    try {
      await answered(work.connection, session.commitTransaction());
      return COMMITTED;
    } catch (error) {
      log.warn('mongodb: a commit is uncertain', { attempt, code: codeOf(error) });
      const aborted = conflicting(error) && !doubtfulCommit(error);
      if (aborted && maybeAgain()) return 'again';
      if (aborted) throw asStoreFailure(error, 'no');
      if (attempt === COMMIT_ATTEMPTS || !passing(error)) return settle(work);
      await pause(attempt, random);
    }
}

/** NoSuchTransaction without a label may mean that the transaction was committed and forgotten. */
function doubtfulCommit(error: unknown): boolean {
  return (
    codeOf(error) === 251 &&
    !(error instanceof Error && 'errorLabels' in error && String(error.errorLabels).includes('Transient'))
  );
}

/** Looks for the commit's mark with a majority read. Finding it proves that the commit happened; not finding it proves nothing. */
async function settle({ connection, batch, by, outbox }: Work): Promise<CommitOutcome> {
  const line = batch.lines.find(({ kind }) => kind === 'insert' || kind === 'replace');
  const place = line ? line.place.name : OUTBOX;
  const id = line ? rowId(batch.tenant, line.id) : outbox[0]?._id;
  if (id === undefined) throw lost();
  const asked = connection
    .rows(place)
    .findOne({ _id: id, tenantId: batch.tenant, by }, { projection: { v: 1 }, maxTimeMS: connection.patienceMs });
  const found = await answered(connection, asked).catch(() => null);
  if (!found) throw lost();
  return COMMITTED;
}

async function apply(work: Work, session: ClientSession): Promise<Attempt> {
  const { connection, batch, by } = work;
  const moved = await heldByRemoved(work, session);
  if (moved === 'again') return 'again';
  for (const run of runsOf(batch, by)) {
    const { n, writeErrors } = await connection.write({ [run.verb]: run.name, [run.list]: run.items, ordered: true }, session);
    const [refused] = writeErrors;
    const line = refused && run.lines[refused.index];
    if (refused && conflict(refused)) return 'again';
    if (line && duplicateIndex(refused) !== undefined) return taken(line, refused);
    if (refused) throw refusal(refused);
    if (n < run.items.length) return 'again';
  }
  const documents = [...moved, ...work.outbox];
  if (documents.length > 0) {
    const { writeErrors } = await connection.write({ insert: OUTBOX, documents }, session);
    if (writeErrors[0]) throw refusal(writeErrors[0]);
  }
  return COMMITTED;
}

interface Run {
  readonly name: string;
  readonly verb: string;
  readonly list: string;
  readonly items: unknown[];
  readonly lines: Line<Place>[];
}

/** Combines consecutive lines of the same collection and kind into one command. The order within a collection is kept. */
function runsOf(batch: Batch<Place>, by: string): readonly Run[] {
  const runs = new Map<string, Run[]>();
  for (const line of batch.lines) {
    const { verb, list, item } = statement(batch.tenant, line, { by, pending: [] });
    const { name } = line.place;
    const ofName = runs.get(name) ?? [];
    runs.set(name, ofName);
    const last = ofName.at(-1);
    if (last?.verb === verb) {
      last.items.push(item);
      last.lines.push(line);
    } else ofName.push({ name, verb, list, items: [item], lines: [line] });
  }
  return [...runs.values()].flat();
}

/** Events inside documents that are about to be removed. They move to the outbox unchanged, with their tickets. */
async function heldByRemoved({ connection, batch, newId }: Work, session: ClientSession): Promise<readonly Row[] | 'again'> {
  const moved: Row[] = [];
  for (const [name, lines] of byPlace(batch, 'remove')) {
    const ids = lines.map(({ id }) => rowId(batch.tenant, id));
    const holding = { _id: { $in: ids }, tenantId: batch.tenant, pending: { $exists: true } };
    const found = await answered(connection, connection.rows(name).find(holding, { session }).toArray());
    if (found.length === 0) continue;
    // From here until the transaction ends, no other process can mark these events or make them pending again.
    const updates = found.map(({ _id, tenantId, v, due }) => ({ q: { _id, tenantId, v, due }, u: { $inc: { relied: 1 } } }));
    const { n } = await connection.write({ update: name, updates, ordered: true }, session);
    if (n < found.length) return 'again';
    for (const row of found) moved.push(movedRow(batch.tenant, newId(), row));
  }
  return moved;
}

/** Finds the first line whose document has changed since it was read. */
export async function firstStale(connection: Connection, batch: Batch<Place>): Promise<CommitOutcome | undefined> {
  try {
    const versions = new Map<string, number>();
    for (const [name, lines] of byPlace(batch, 'replace', 'remove', 'unchanged')) {
      const filter = { _id: { $in: lines.map(({ id }) => rowId(batch.tenant, id)) }, tenantId: batch.tenant };
      const found = connection.rows(name).find(filter, { projection: { v: 1 }, maxTimeMS: connection.patienceMs });
      for (const { _id, v } of await answered(connection, found.toArray())) versions.set(`${name} ${_id}`, v);
    }
    const stale = batch.lines.find(
      ({ kind, place, id, version }) => kind !== 'insert' && versions.get(`${place.name} ${rowId(batch.tenant, id)}`) !== version,
    );
    return stale && { kind: 'stale', collection: stale.place.name, id: stale.id };
  } catch (error) {
    throw asStoreFailure(error, 'no');
  }
}

function byPlace(batch: Batch<Place>, ...kinds: Line<Place>['kind'][]): ReadonlyMap<string, Line<Place>[]> {
  return Map.groupBy(
    batch.lines.filter(({ kind }) => kinds.includes(kind)),
    ({ place }) => place.name,
  );
}
