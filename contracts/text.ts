import { z } from 'zod';

/**
 * Characters that break a line, show nothing, or change the direction of what stands beside them. A name with one of them can look
 * like another name.
 */
const HIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** One line of text that people read. Whatever it says, it is only text: pages escape it. */
export function line(most: number) {
  return z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .refine((text) => text.isWellFormed() && !HIDDEN.test(text), 'must be one line, without invisible characters');
}

/** As `line`, or empty. */
export function lineOrNothing(most: number) {
  return z.union([z.string().trim().length(0, 'must be text'), line(most)]);
}

/** A day that exists, `YYYY-MM-DD`. */
export const realDay = z.string().refine(isDay, 'must be a day like 2026-12-24');

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** A time zone of the IANA database. Offsets like `+01:00` are refused, because they know no summer time. */
export const timeZone = z
  .string()
  .max(60, 'must be a time zone like Europe/Madrid')
  .refine(isZone, 'must be a time zone like Europe/Madrid');

function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A country, ISO 3166-1 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters, like ES');

/** A currency that prices can be written in, ISO 4217. */
export const currency = z
  .string()
  .refine((code) => Intl.supportedValuesOf('currency').includes(code), 'must be a currency like EUR');
