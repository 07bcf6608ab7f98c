import { boundedJson } from '#contracts/inbound-rules/bounded-json.ts';
import { isProviderId } from '#contracts/inbound-rules/provider-id.ts';

/** Much deeper than anything Meta sends, and shallow enough for code that walks the events. */
const DEEPEST = 64;

/** Parses JSON. `undefined` for invalid JSON or JSON that is nested too deeply. */
export function readJson(text: string): unknown {
  return boundedJson(text, DEEPEST);
}

export type Fields = Readonly<Record<string, unknown>>;

/** Returns an object as it is and anything else as an empty object, so that missing fields need no special case. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A non-empty text, else `undefined`. */
export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A provider's id: text of limited length, because ids become keys in the store. */
export function idOf(value: unknown): string | undefined {
  return isProviderId(value) ? value : undefined;
}

/** A number, or a number sent as text. */
export function numeric(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
