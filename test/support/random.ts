import { hash } from 'node:crypto';
import type { Random } from '#contracts/random.ts';

/** Bytes that are the same in each run, and different each time within it. */
export function countedRandom(): Random {
  let asked = 0;
  return (bytes) => {
    asked += 1;
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, n) => hash('sha256', `${asked} ${n}`, 'buffer'));
    return Buffer.concat(blocks).subarray(0, bytes);
  };
}
