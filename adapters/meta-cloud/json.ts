import { boundedJson } from '#contracts/inbound-rules/bounded-json.ts';
import { isProviderId } from '#contracts/inbound-rules/provider-id.ts';

/** Deeper than anything Meta sends by far, and shallow enough for whoever walks the events later. */
const DEEPEST = 64;

/** `undefined` for text that is not JSON, or more of it than any webhook holds. */
export function readJson(text: string): unknown {
  return boundedJson(text, DEEPEST);
}

export type Fields = Readonly<Record<string, unknown>>;

/** An object as it is, anything else as an object without fields: so that reading what is not there is no special case. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something, else `undefined`. */
export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An id of the provider, else `undefined`. */
export function idOf(value: unknown): string | undefined {
  return isProviderId(value) ? value : undefined;
}

/** A number, also one that came as text. */
export function numeric(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
