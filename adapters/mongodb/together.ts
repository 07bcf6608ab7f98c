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

/** A batch of several documents: a transaction, begun again while other writers are faster. */
export async function together(parts: CommitParts, batch: Batch<Place>, by: string): Promise<CommitOutcome> {
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

/** However long each of them took. */
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
    // Nothing of a transaction counts before its commit was sent, whatever has failed.
    if (maybeAgain() && (conflicting(error) || passing(error))) return 'again';
    throw asStoreFailure(error, 'no');
  } finally {
    await answered(work.connection, session.endSession()).catch(() => {});
  }
}

const COMMIT_ATTEMPTS = 3;

/** A commit may be sent again: the server knows the transaction by its number. */
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

/** NoSuchTransaction without a label may stand for one that was committed and forgotten. */
function doubtfulCommit(error: unknown): boolean {
  return (
    codeOf(error) === 251 &&
    !(error instanceof Error && 'errorLabels' in error && String(error.errorLabels).includes('Transient'))
  );
}

/** The commit's mark in what it wrote, read by majority, proves that it happened. Its absence proves nothing. */
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

/** Lines of one collection and one verb that follow each other go as one command; within a collection the order stays. */
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

/** Events inside documents about to be removed: they move to the outbox with their tickets, waiting or not, as they are. */
async function heldByRemoved({ connection, batch, newId }: Work, session: ClientSession): Promise<readonly Row[] | 'again'> {
  const moved: Row[] = [];
  for (const [name, lines] of byPlace(batch, 'remove')) {
    const ids = lines.map(({ id }) => rowId(batch.tenant, id));
    const holding = { _id: { $in: ids }, tenantId: batch.tenant, pending: { $exists: true } };
    const found = await answered(connection, connection.rows(name).find(holding, { session }).toArray());
    if (found.length === 0) continue;
    // From here to the end nobody marks them, nor makes them wait again.
    const updates = found.map(({ _id, tenantId, v, due }) => ({ q: { _id, tenantId, v, due }, u: { $inc: { relied: 1 } } }));
    const { n } = await connection.write({ update: name, updates, ordered: true }, session);
    if (n < found.length) return 'again';
    for (const row of found) moved.push(movedRow(batch.tenant, newId(), row));
  }
  return moved;
}

/** The first line whose document is not at the version it was read at. */
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
