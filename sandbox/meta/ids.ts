import { DIGITS, HEX, type Random, randomText } from '#sandbox/shared/random.ts';

/**
 * Message ids as Meta sends them: base64 of a small frame with the customer's number and 18 or 20 hex digits. For a customer with
 * a hidden number it contains the user id, so that the number does not leak.
 */
export function wamid(random: Random, customer: string, direction: 'in' | 'out'): string {
  const who = customer.replace(/\D/g, '').slice(0, 40);
  const serial = randomText(random, HEX, direction === 'in' ? 20 : 18).toUpperCase();
  const frame = Buffer.concat([
    Buffer.from([0x1c, 0x18, who.length]),
    Buffer.from(who, 'latin1'),
    Buffer.from([0x15, 0x02, 0x00, direction === 'in' ? 0x12 : 0x11, 0x18, serial.length]),
    Buffer.from(serial, 'latin1'),
    Buffer.from([0x00]),
  ]);
  return `wamid.${frame.toString('base64')}`;
}

/** Ids of media and templates. */
export const objectId = (random: Random): string => `${1 + Math.floor(random() * 9)}${randomText(random, DIGITS, 14)}`;

const TRACE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
export const traceId = (random: Random): string => `A${randomText(random, TRACE, 22)}`;
