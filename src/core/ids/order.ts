import type { EpochMs } from '#contracts/clock.ts';

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
