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

/** The whole body of a row of the log. */
export function wholeEvent(row: Row): string {
  const kept = String(row['body']);
  if (kept.startsWith('{')) return kept;
  const column = (name: string) => String(row[name]);
  const [start, end] = frameOf({
    tenant: column('tenant'),
    id: column('id'),
    stream: column('stream'),
    key: column('key'),
    kind: column('kind'),
  });
  return start + kept + end;
}

function frameOf({ tenant, id, stream, key, kind }: EventColumns): readonly [start: string, end: string] {
  const text = JSON.stringify;
  return [
    `{"id":${text(id)},"stream":${text(stream)},"key":${text(key)},"kind":${text(kind)}`,
    `,"tenantId":${text(tenant)}}`,
  ];
}
