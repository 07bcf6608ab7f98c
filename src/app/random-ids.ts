import { randomFillSync } from 'node:crypto';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const CHANCE = 16;
const POOL = Buffer.allocUnsafe(256 * CHANCE);
let used = POOL.length;

/** Makes ids of 10 characters of time and 16 (80 bits) random ones: the layout of a ULID, in lower case. */
export function randomIds(clock: Clock): NewId {
  let at = -1;
  let time = '';
  return () => {
    const now = clock.now();
    if (now !== at) {
      at = now;
      time = textOf(now);
    }
    return time + chance();
  };
}

function textOf(at: number): string {
  let text = '';
  for (let rest = at, n = 0; n < 10; n += 1, rest = Math.floor(rest / 32)) text = `${ALPHABET[rest % 32]}${text}`;
  return text;
}

function chance(): string {
  if (used === POOL.length) {
    randomFillSync(POOL);
    for (let n = 0; n < POOL.length; n += 1) POOL[n] = ALPHABET.charCodeAt(POOL.readUInt8(n) % 32);
    used = 0;
  }
  used += CHANCE;
  return POOL.toString('latin1', used - CHANCE, used);
}
