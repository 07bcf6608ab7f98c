import { createHash } from 'node:crypto';
import { failure } from './failures.ts';

/**
 * A content item without its words. Twilio sends buttons, lists and places only from an item that was created before, so an
 * item is made once per shape and every text goes in as a variable.
 */
export interface Shape {
  readonly kind: 'buttons' | 'list' | 'location';
  /** As `POST /v1/Content` takes it. */
  readonly types: Readonly<Record<string, unknown>>;
  /** How many variables stand in it. */
  readonly size: number;
  /** The same for the same `types`. */
  readonly hash: string;
}

/** Hands out `{{1}}`, `{{2}}` … for the texts of one item. */
export interface Variables {
  readonly values: readonly string[];
  /** A text in one line. */
  line(text: string): string;
  /** A text with its line breaks, which stay in the shape. */
  lines(text: string): string;
}

/** Twilio takes 100 variables; a list of ten rows needs 31. */
const MAX_LINES = 60;

export function variables(): Variables {
  const values: string[] = [];
  const line = (text: string) => `{{${values.push(clean(text))}}}`;
  return {
    values,
    line,
    lines: (text) =>
      linesOf(text)
        .map((one) => (one === '' ? '' : line(one)))
        .join('\n'),
  };
}

export function shape(kind: Shape['kind'], types: Shape['types'], size: number): Shape {
  return { kind, types, size, hash: createHash('sha256').update(JSON.stringify(types)).digest('hex').slice(0, 32) };
}

/** What `lines` will look like on the phone. */
export function rendered(text: string): string {
  return linesOf(text).join('\n');
}

/** `ContentVariables`: every variable must be there, or Twilio falls back to the sample in the item. */
export function contentVariables(values: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(values.map((value, n) => [String(n + 1), value])));
}

/**
 * A value as WhatsApp takes it: no line break, no tab, at most four spaces in a row, not empty ("63013: more than 4
 * consecutive spaces", reference §5.1).
 */
export function clean(text: string): string {
  const value = text.replaceAll(/[\s\u0085]/g, ' ').replaceAll(/ {5,}/g, '    ');
  if (value.trim() === '') throw failure('unsupported', 'a blank text cannot be sent as a variable');
  return value;
}

/** A value must not hold a line break, so each line has its own. Beyond the room for variables, lines run together. */
function linesOf(text: string): string[] {
  const all = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  const lines = all.length > MAX_LINES ? [...all.slice(0, MAX_LINES - 1), all.slice(MAX_LINES - 1).join(' ')] : all;
  return lines.map((line) => (line.trim() === '' ? '' : clean(line)));
}
