import { z } from 'zod';
import { failure } from './failures.ts';

/** The parameters of a webhook by name, as they came; a name that came more than once has a list. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

const MAX_NESTING = 20;
const anyFields = z.record(z.string(), z.unknown());

/** Reads a form-encoded body. */
export function formFields(form: string): Fields {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(form)) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

/** Reads the same fields as a JSON object. Numbers become text; what is nested stays JSON text. */
export function jsonFields(json: string): Fields {
  const read = anyFields.safeParse(parsedJson(json));
  if (!read.success) throw failure('malformed', 'no JSON object of fields');
  return Object.fromEntries(Object.entries(read.data).flatMap(([name, value]) => fieldOf(name, value)));
}

/** Reads either form: what is stored, what a person pastes on the command line. */
export function readFields(text: string): Fields {
  return text.trimStart().startsWith('{') ? jsonFields(text) : formFields(text);
}

/** The one value of a field; nothing for an empty one. */
export function one(fields: Fields, name: string): string | undefined {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
  return (typeof value === 'string' ? value : value?.[0]) || undefined;
}

/** `undefined` for what is no JSON, and for what is nested deeper than any genuine webhook: others walk through it after us. */
export function parsedJson(text: string): unknown {
  if (nesting(text) > MAX_NESTING) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '{' || char === '[')) deepest = Math.max(deepest, (depth += 1));
    else if (!quoted && (char === '}' || char === ']')) depth -= 1;
  }
  return deepest;
}

function fieldOf(name: string, value: unknown): [string, string | string[]][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return [[name, value]];
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}
