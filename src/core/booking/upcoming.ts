import type { EpochMs } from '#contracts/clock.ts';
import { type Booking, bookings } from '#contracts/records/booking.ts';
import type { Handle, Page, Stored } from '#contracts/store.ts';

const WANTED = 50;
/** Bookings read at once, and at most for one page: a run of expired ones longer than this leaves the page short. */
const READ = 100;
const MOST_READ = 2_000;

interface Asked {
  /** Bookings that start at this time or later. */
  readonly from: EpochMs;
  readonly now: EpochMs;
  readonly cursor?: string;
}

/**
 * Confirmed bookings and holds that have not expired, soonest first. A page holds about 50 and may hold fewer while there is a
 * `next`, because bookings that were cancelled or expired are read and left out.
 */
export async function upcomingBookings(store: Handle, { from, now, cursor }: Asked): Promise<Page<Booking>> {
  const items: Stored<Booking>[] = [];
  let next = cursor;
  for (let read = 0; read < MOST_READ; read += READ) {
    const page = await store.find(bookings, { by: 'byStart', equals: [], from, limit: READ, ...(next ? { cursor: next } : {}) });
    items.push(...page.items.filter(({ value }) => isUpcoming(value, now)));
    next = page.next;
    if (next === undefined || items.length >= WANTED) break;
  }
  return { items, ...(next === undefined ? {} : { next }) };
}

function isUpcoming({ state, expiresAt }: Booking, now: EpochMs): boolean {
  return state === 'confirmed' || (state === 'held' && expiresAt > now);
}
