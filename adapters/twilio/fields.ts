import { z } from 'zod';
import { boundedJson } from '#contracts/inbound-rules/bounded-json.ts';
import { isProviderId } from '#contracts/inbound-rules/provider-id.ts';
import { failure } from './failures.ts';

/** The unchanged parameters of a webhook, by name. A repeated name has a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A genuine webhook has fewer than 100. */
export const MOST_FIELDS = 1_000;
const DEEPEST = 20;
const anyFields = z.record(z.string(), z.unknown());

/** Reads a form-encoded body. */
export function formFields(form: string): Fields {
  const fields = new Map<string, string | string[]>();
  // `URLSearchParams` takes 20 times as long to decode a "+" itself.
  for (const [name, value] of new URLSearchParams(form.replaceAll('+', ' '))) {
    const before = fields.get(name);
    if (Array.isArray(before)) before.push(value);
    else fields.set(name, before === undefined ? value : [before, value]);
  }
  return Object.fromEntries(fields);
}

/** Reads the same fields from a JSON object. Numbers become text. Nested values stay JSON text. */
export function jsonFields(json: string): Fields {
  const read = anyFields.safeParse(parsedJson(json));
  if (!read.success) throw failure('malformed', 'not a JSON object of fields');
  if (Object.keys(read.data).length > MOST_FIELDS) throw failure('malformed', 'more fields than any webhook from Twilio');
  return Object.fromEntries(Object.entries(read.data).flatMap(([name, value]) => fieldOf(name, value)));
}

/** Reads either form: the stored one, or what is passed to the command line. */
export function readFields(text: string): Fields {
  return text.trimStart().startsWith('{') ? jsonFields(text) : formFields(text);
}

/** The field's first value. `undefined` if it is empty. */
export function one(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) || undefined;
}

/** The field's first value, if it can be used as an id. */
export function idIn(fields: Fields, name: string): string | undefined {
  const id = one(fields, name);
  return isProviderId(id) ? id : undefined;
}

/** `undefined` for text that is not JSON or exceeds the limits. */
export function parsedJson(text: string): unknown {
  return boundedJson(text, DEEPEST);
}

function fieldOf(name: string, value: unknown): [string, string | string[]][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [[name, value]];
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}
