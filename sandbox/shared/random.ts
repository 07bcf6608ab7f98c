import { createHash, randomBytes } from 'node:crypto';

/** A number from 0 up to, but not including, 1. */
export type Random = () => number;

/** The same seed gives the same numbers. Without a seed they cannot be guessed. */
export function seededRandom(seed: string | undefined): Random {
  if (seed === undefined) return () => randomBytes(4).readUInt32LE() / 2 ** 32;
  // mulberry32: small, and good enough for faults and for ids that only have to look real.
  let state = createHash('sha256').update(seed).digest().readUInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text of `length` characters from `alphabet`. */
export function randomText(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

export const DIGITS = '0123456789';
export const HEX = '0123456789abcdef';
