import { randomFillSync } from 'node:crypto';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const POOL = Buffer.allocUnsafe(4096);
let used = POOL.length;

/** Ten characters of time, sixteen (80 bits) of chance: the layout of a ULID, in lower case. */
export function randomIds(clock: Clock): NewId {
  return () => {
    let time = '';
    for (let rest = clock.now(), n = 0; n < 10; n += 1, rest = Math.floor(rest / 32)) time = `${ALPHABET[rest % 32]}${time}`;
    let chance = '';
    for (let n = 0; n < 16; n += 1) chance += ALPHABET[nextByte() % 32];
    return time + chance;
  };
}

function nextByte(): number {
  if (used === POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += 1;
  return POOL.readUInt8(used - 1);
}
