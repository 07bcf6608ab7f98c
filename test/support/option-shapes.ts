import { z } from 'zod';

/** A whole number given as text. */
export function whole(least: number, most: number) {
  const must = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number(must).int(must).min(least, must).max(most, must);
}

/** A number given as text. */
export function number(least: number, most: number) {
  const must = `must be a number from ${least} to ${most}`;
  return z.coerce.number(must).min(least, must).max(most, must);
}
