import { hash } from 'node:crypto';
import type { Random } from '#contracts/random.ts';

const BYTES = 32;

/** A token that opens something: 43 characters that cannot be guessed. Only its hash is stored. */
export function newToken(random: Random): string {
  return Buffer.from(random(BYTES)).toString('base64url');
}

/** A slow hash is for passwords: a token of 256 random bits cannot be tried out. */
export function tokenHash(token: string): string {
  return hash('sha256', token, 'hex');
}
