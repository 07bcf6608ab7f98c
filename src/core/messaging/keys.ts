import { hash } from 'node:crypto';
import type { EpochMs } from '#contracts/clock.ts';
import type { Identities } from '#contracts/inbound.ts';

/** A customer's key at a business number. The user id comes first, because it stays when the phone number is hidden. */
export function customerKey(senderId: string, who: Identities): string {
  return `${senderId}:${who.userId ?? who.phone ?? who.providerId ?? 'nobody'}`;
}

/** Provider message ids are only unique within their business number. */
export function providerKey(senderId: string, providerMessageId: string): string {
  return `${senderId}:${providerMessageId}`;
}

/** An order key that sorts as text by time, then by `tail`. */
export function orderOf(at: EpochMs, tail: string): string {
  return `${String(at).padStart(15, '0')}.${tail}`;
}

/** The time an order of acceptance begins with: when Deskbell received the message. 0 if there is none. */
export function acceptedAt(order: string): EpochMs {
  return Number(/^(\d{15})\./.exec(order)?.[1] ?? 0);
}

/** Rises with every call, even within a millisecond or after the clock was set back. */
export function risingOrder(): (at: EpochMs) => string {
  let last = 0;
  let place = 0;
  return (at) => {
    place = at > last ? 0 : place + 1;
    last = Math.max(last, at);
    return orderOf(last, String(place).padStart(6, '0'));
  };
}

/** Meta gives whole seconds only. Within a second the order of acceptance decides. */
export function wholeSecond(at: EpochMs): EpochMs {
  return at - (at % 1000);
}

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
