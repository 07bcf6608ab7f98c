import type { BusEvent } from '#contracts/event.ts';
import type { Row } from './connection.ts';

/**
 * Bodies are kept without what stands in columns beside them anyway: the id of a document, all but the inside of an event. The text
 * is cut, so it costs no second `JSON.stringify`. A whole body begins with a brace; what is left of one begins with a comma, or is
 * its last brace.
 */
export function keptBody(id: string, body: string): string {
  const start = startOf(id);
  return body.startsWith(start) ? body.slice(start.length) : body;
}

export function wholeBody(id: string, kept: string): string {
  return kept.startsWith('{') ? kept : startOf(id) + kept;
}

function startOf(id: string): string {
  return `{"id":${JSON.stringify(id)}`;
}

/** Columns of an event. */
export interface EventColumns {
  readonly tenant: string;
  readonly id: string;
  readonly stream: string;
  readonly key: string;
  readonly kind: string;
}

export function keptEvent(columns: EventColumns, body: string): string {
  const [start, end] = frameOf(columns);
  return body.startsWith(start) && body.endsWith(end) ? body.slice(start.length, -end.length) : body;
}

/** An event from its row of the log. It was checked when it was committed, so it is not parsed by its shape again. */
export function eventOf(row: Row): BusEvent {
  const kept = String(row['body']);
  if (kept.startsWith('{')) return JSON.parse(kept);
  const column = (name: string) => String(row[name]);
  return {
    id: column('id'),
    stream: column('stream') as BusEvent['stream'],
    key: column('key'),
    kind: column('kind'),
    ...JSON.parse(`{${kept.slice(1)}}`),
    tenantId: column('tenant'),
  };
}

function frameOf({ tenant, id, stream, key, kind }: EventColumns): readonly [start: string, end: string] {
  const text = JSON.stringify;
  return [`{"id":${text(id)},"stream":${text(stream)},"key":${text(key)},"kind":${text(kind)}`, `,"tenantId":${text(tenant)}}`];
}
