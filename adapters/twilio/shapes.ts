import { createHash } from 'node:crypto';
import { failure } from './failures.ts';

/**
 * A content item without its texts. Twilio sends buttons, lists and locations only from an item created beforehand. So one item
 * is created per shape, and all texts are variables.
 */
export interface Shape {
  readonly kind: 'buttons' | 'list' | 'location';
  /** In the form of `POST /v1/Content`. */
  readonly types: Readonly<Record<string, unknown>>;
  /** Number of variables. */
  readonly size: number;
  /** Hash of `types`. */
  readonly hash: string;
}

/** Assigns `{{1}}`, `{{2}}` … to the texts of one item. */
export interface Variables {
  readonly values: readonly string[];
  /** Adds a text as one line. */
  line(text: string): string;
  /** Adds a text with line breaks. The line breaks are part of the shape. */
  lines(text: string): string;
}

/** Twilio accepts 100 variables. A list of 10 rows needs 31. */
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

/** How `lines` appears on the phone. */
export function rendered(text: string): string {
  return linesOf(text).join('\n');
}

/** Makes `ContentVariables`. It includes every variable, or Twilio would use the item's samples. */
export function contentVariables(values: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(values.map((value, n) => [String(n + 1), value])));
}

/**
 * Cleans a value for WhatsApp: no line break or tab, at most four spaces in a row, not empty (Twilio's error 63013: "more than 4
 * consecutive spaces").
 */
export function clean(text: string): string {
  const value = text.replaceAll(/[\s\u0085]/g, ' ').replaceAll(/ {5,}/g, '    ');
  if (value.trim() === '') throw failure('unsupported', 'a blank text cannot be sent as a variable');
  return value;
}

/** A value may not contain a line break, so each line is a variable. Lines beyond the limit are joined. */
function linesOf(text: string): string[] {
  const all = text.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/);
  const lines = all.length > MAX_LINES ? [...all.slice(0, MAX_LINES - 1), all.slice(MAX_LINES - 1).join(' ')] : all;
  return lines.map((line) => (line.trim() === '' ? '' : clean(line)));
}
