import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A deterministic id in the layout of a new one: 10 characters of time and 16 (80 bits) of a digest of `named`. Every process that
 * records the same thing makes the same id, and ids made at the same time are neighbours in an index.
 */
export function idOf(at: EpochMs, ...named: readonly string[]): string {
  let time = '';
  for (let rest = at, n = 0; n < 10; n += 1, rest = Math.floor(rest / 32)) time = `${ALPHABET[rest % 32]}${time}`;
  return time + digestOf(16, named);
}

/** Like `idOf`, for things without a time of their own, so that the id does not depend on which message is recorded first. */
export function timelessIdOf(...named: readonly string[]): string {
  return digestOf(26, named);
}

function digestOf(length: number, named: readonly string[]): string {
  let text = '';
  for (const byte of hash('sha256', JSON.stringify(named), 'buffer').subarray(0, length)) text += ALPHABET[byte % 32];
  return text;
}
