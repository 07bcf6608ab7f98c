import type { FieldValue } from '../collection.ts';
import { newEvent, PLATFORM_SCOPE, type NewEvent } from '../event.ts';
import { BATCH_LIMIT, StoreFailure, type Write } from '../store.ts';
import { fieldValue, invalid, parsed, type Declared } from './document.ts';
import { PLATFORM } from './tenant.ts';

/** A collection as an engine sees it, with the fields it can query. */
export interface Place {
  readonly collection: Declared;
  readonly fields: readonly string[];
}

/** One checked write, already serialized: later changes to the caller's objects have no effect. */
export interface Line<P extends Place> {
  readonly kind: Write['kind'];
  readonly place: P;
  readonly id: string;
  /** The version the document was read at; 0 for an insert. */
  readonly version: number;
  /** Values of `place.fields`, in order. Empty, like `body`, if the line writes nothing. */
  readonly values: readonly FieldValue[];
  /** The document as JSON. */
  readonly body: string;
}

export interface Outgoing {
  readonly id: string;
  readonly stream: string;
  readonly key: string;
  readonly kind: string;
  /** The event as JSON, with its tenant or `PLATFORM_SCOPE`. */
  readonly body: string;
}

export interface Batch<P extends Place> {
  /** Under which the documents are kept. */
  readonly tenant: string;
  /** The `tenantId` of its events. */
  readonly scope: string;
  /** Those that only look come first. */
  readonly lines: readonly Line<P>[];
  readonly events: readonly Outgoing[];
  readonly bytes: number;
}

/** Runs the checks that need no database, so that every engine refuses the same with the same message. @throws StoreFailure */
export function checkedBatch<P extends Place>(
  tenant: string,
  writes: readonly Write[],
  events: readonly NewEvent[],
  placeOf: (write: Write) => P,
): Batch<P> {
  if (writes.length > BATCH_LIMIT.writes)
    throw tooLarge(`a batch holds at most ${BATCH_LIMIT.writes} lines, not ${writes.length}`);
  const scope = tenant === PLATFORM ? PLATFORM_SCOPE : tenant;
  const seen = new Set<string>();
  let bytes = 0;
  const lines = writes.map((write): Line<P> => {
    const line = checkedLine(write, placeOf(write));
    const { name } = line.place.collection;
    if (seen.size === seen.add(`${name}/${line.id}`).size) throw invalid(`${name}: the batch has the same document twice`);
    bytes += Buffer.byteLength(line.body);
    return line;
  });
  const outgoing = events.map((event): Outgoing => {
    const checked = checkedEvent(scope, event);
    bytes += Buffer.byteLength(checked.body);
    return checked;
  });
  if (bytes > BATCH_LIMIT.bytes) throw tooLarge(`a batch holds at most ${BATCH_LIMIT.bytes} bytes, not ${bytes}`);
  if (lines.some(({ kind }) => kind === 'unchanged'))
    lines.sort((a, b) => Number(b.kind === 'unchanged') - Number(a.kind === 'unchanged'));
  return { tenant, scope, lines, events: outgoing, bytes };
}

function checkedLine<P extends Place>(write: Write, place: P): Line<P> {
  const { collection, fields } = place;
  if (write.kind === 'remove' || write.kind === 'unchanged')
    return { kind: write.kind, place, id: checkedId(collection, write.id), version: write.version, values: [], body: '' };
  const value = parsed(collection, write.value);
  return {
    kind: write.kind,
    place,
    id: checkedId(collection, value.id),
    version: write.kind === 'replace' ? write.version : 0,
    values: fields.map((field) => fieldValue(collection, field, value[field])),
    body: JSON.stringify(value),
  };
}

function checkedId(collection: Declared, id: unknown): string {
  if (typeof id === 'string' && id !== '' && id.isWellFormed()) return id;
  throw invalid(`${collection.name}.id: must be non-empty, well-formed text`);
}

function checkedEvent(scope: string, event: NewEvent): Outgoing {
  const result = newEvent.safeParse(event);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw invalid(`event: ${issue?.path.join('.') ?? ''}: ${issue?.code ?? 'does not match its schema'}`);
  }
  const { id, stream, key, kind } = result.data;
  if (!id.isWellFormed() || !key.isWellFormed()) throw invalid('event: id and key must be well-formed text');
  if ((stream === 'platform') !== (scope === PLATFORM_SCOPE))
    throw invalid('event: the stream "platform" is for events of platform batches, and they go nowhere else');
  return { id, stream, key, kind, body: JSON.stringify({ ...result.data, tenantId: scope }) };
}

function tooLarge(message: string): StoreFailure {
  return new StoreFailure('too_large', 'no', message);
}
