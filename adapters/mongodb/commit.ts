import type { Batch, Line } from '#contracts/store-rules/batch.ts';
import type { NewId } from '#contracts/ids.ts';
import type { CommitOutcome } from '#contracts/store.ts';
import { repeated, type Again } from './again.ts';
import { answered } from './answered.ts';
import type { Connection } from './client.ts';
import { tooLarge } from './failure.ts';
import type { InsertRow } from './insert-groups.ts';
import { COMMITTED, lost, refusal, taken } from './outcome.ts';
import { insertedRow, OUTBOX, outboxRow, pendingRows, rowId, statement, type Place } from './row.ts';
import type { Tickets } from './tickets.ts';
import { firstStale, inTransaction } from './in-transaction.ts';

export interface CommitParts extends Again {
  readonly connection: Connection;
  readonly tickets: Tickets;
  readonly insert: InsertRow;
  readonly newId: NewId;
}

/** A batch with one document is one plain write with its events inside the document. Any other batch is a transaction. */
export async function commitBatch(parts: CommitParts, batch: Batch<Place>): Promise<CommitOutcome> {
  const { lines, events } = batch;
  const by = parts.newId();
  const [line, ...more] = lines;
  if (!line) return events.length === 0 ? COMMITTED : insertOutbox(parts, batch, by);
  const ofPlatform = line.place.collection.scope === 'platform';
  if (more.length > 0 || (ofPlatform && events.length > 0)) return inTransaction(parts, batch, by);
  if (line.kind === 'insert') return insertOne(parts, batch, line, by);
  if (line.kind === 'replace') return replaceOne(parts, batch, line, by);
  if (events.length > 0) return inTransaction(parts, batch, by);
  return line.kind === 'remove' ? removeOne(parts, batch, line, by) : ((await firstStale(parts.connection, batch)) ?? COMMITTED);
}

async function insertOutbox({ insert }: CommitParts, batch: Batch<Place>, by: string): Promise<CommitOutcome> {
  const refused = await insert(OUTBOX, {
    bytes: batch.bytes,
    events: batch.events.length,
    row: (ticket) => outboxRow(batch.tenant, { by, pending: pendingRows(batch, ticket) }),
  });
  if (refused) throw refusal(refused);
  return COMMITTED;
}

async function insertOne({ insert }: CommitParts, batch: Batch<Place>, line: Line<Place>, by: string): Promise<CommitOutcome> {
  const refused = await insert(line.place.name, {
    bytes: batch.bytes,
    events: batch.events.length,
    row: (ticket) => insertedRow(batch.tenant, line, { by, pending: pendingRows(batch, ticket) }),
  });
  return refused ? taken(line, refused) : COMMITTED;
}

async function replaceOne(parts: CommitParts, batch: Batch<Place>, line: Line<Place>, by: string): Promise<CommitOutcome> {
  const pending = batch.events.length > 0 ? pendingRows(batch, await parts.tickets.next()) : [];
  const { item } = statement(batch.tenant, line, { by, pending });
  const write = { update: line.place.name, updates: [item] };
  const { answer, doubtful } = await repeated(parts, () => parts.connection.write(write));
  if (answer.n === 1) return COMMITTED;
  if (doubtful) {
    const { tenant } = batch;
    const ours = { _id: rowId(tenant, line.id), tenantId: tenant, by };
    const asked = parts.connection.rows(line.place.name).findOne(ours, { projection: { v: 1 } });
    if (await answered(parts.connection, asked)) return COMMITTED;
    throw lost();
  }
  const [refused] = answer.writeErrors;
  if (!refused) return { kind: 'stale', collection: line.place.name, id: line.id };
  // The document is full of events that the bus has not taken for a long time, so these go into the outbox.
  if (pending.length > 0 && tooLarge(refused)) return inTransaction(parts, batch, by);
  return taken(line, refused);
}

async function removeOne(parts: CommitParts, batch: Batch<Place>, line: Line<Place>, by: string): Promise<CommitOutcome> {
  const { item } = statement(batch.tenant, line, { by, pending: [] });
  if (!('q' in item)) return COMMITTED;
  const holdsNothing = { ...item, q: { ...item.q, pending: { $exists: false } } };
  const write = { delete: line.place.name, deletes: [holdsNothing] };
  const { answer, doubtful } = await repeated(parts, () => parts.connection.write(write));
  if (answer.n === 1) return COMMITTED;
  if (doubtful) throw lost();
  const [refused] = answer.writeErrors;
  if (refused) throw refusal(refused);
  return inTransaction(parts, batch, by);
}
