import type { Offer, Wants } from './customer.ts';

/** The nth day and time offered, so that every run on the same day chooses the same. */
const DAY = 2;
const TIME = 1;

/** Books the first service, on the third day offered, with anyone. */
export function booking(hello: string, isDone: () => boolean): Wants {
  return road(hello, isDone, ['confirm:', ['day:', DAY], ['at:', TIME], 'staff:*', 'service:', 'book']);
}

/** Moves the only booking to another day. */
export function moving(word: string, isDone: () => boolean): Wants {
  return road(word, isDone, ['shift:', ['day:', DAY + 1], ['to:', TIME], 'move:', 'booking:']);
}

export function cancelling(word: string, isDone: () => boolean): Wants {
  return road(word, isDone, ['drop:', 'cancel:', 'booking:']);
}

type Step = string | readonly [prefix: string, nth: number];

/** Taps the offered choice that leads furthest. Writes `start` if none fits. */
function road(start: string, isDone: () => boolean, furthestFirst: readonly Step[]): Wants {
  return (_newest, offers) => {
    if (isDone()) return 'done';
    for (const step of furthestFirst) {
      const [prefix, nth] = typeof step === 'string' ? [step, 0] : step;
      const tap = pickFrom(offers, prefix, nth);
      if (tap) return { tap };
    }
    return { write: start };
  };
}

function pickFrom(offers: readonly Offer[], prefix: string, nth: number): Offer | undefined {
  const fitting = offers.filter(({ id }) => id.startsWith(prefix) || id === prefix);
  return fitting[Math.min(nth, fitting.length - 1)];
}
