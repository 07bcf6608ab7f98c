import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
import type { Identities } from '#contracts/inbound.ts';

/** The name a customer goes by at a business number. WhatsApp's user id comes first: it outlives a hidden phone. */
export function customerKey(senderId: string, who: Identities): string {
  return `${senderId}:${who.userId ?? who.phone ?? who.providerId ?? 'nobody'}`;
}

/** Provider message ids mean something within their business number only. */
export function providerKey(senderId: string, providerMessageId: string): string {
  return `${senderId}:${providerMessageId}`;
}

/** Sorts as text by time, then by what makes it unique. */
export function orderOf(at: EpochMs, tail: string): string {
  return `${String(at).padStart(15, '0')}.${tail}`;
}

/** The time that an order of acceptance begins with: when the message came in, by our clock. 0 when there is none. */
export function acceptedAt(order: string): EpochMs {
  return Number(/^(\d{15})\./.exec(order)?.[1] ?? 0);
}

/** Rises with every call: also within a millisecond, and while a clock that was set back is behind. */
export function risingOrder(): (at: EpochMs) => string {
  let last = 0;
  let place = 0;
  return (at) => {
    place = at > last ? 0 : place + 1;
    last = Math.max(last, at);
    return orderOf(last, String(place).padStart(6, '0'));
  };
}

/** Meta gives whole seconds only; within one second the order of acceptance decides. */
export function wholeSecond(at: EpochMs): EpochMs {
  return at - (at % 1000);
}

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * An id made of what it names, in the layout of a new one: ten characters of time, sixteen (80 bits) of its digest. Whoever
 * records the same thing makes the same id, and ids that are made together stand together in an index.
 */
export function idOf(at: EpochMs, ...named: readonly string[]): string {
  let time = '';
  for (let rest = at, n = 0; n < 10; n += 1, rest = Math.floor(rest / 32)) time = `${ALPHABET[rest % 32]}${time}`;
  return time + digestOf(16, named);
}

/** As `idOf`, for what has no time of its own: which of its messages is recorded first must not matter. */
export function timelessIdOf(...named: readonly string[]): string {
  return digestOf(26, named);
}

function digestOf(length: number, named: readonly string[]): string {
  let text = '';
  for (const byte of hash('sha256', JSON.stringify(named), 'buffer').subarray(0, length)) text += ALPHABET[byte % 32];
  return text;
}
