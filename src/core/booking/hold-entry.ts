import { dueEntries, type DueEntry } from '#contracts/later.ts';
import type { Booking } from '#contracts/records/booking.ts';
import { insert, remove, replace, type Stored, type TenantStore, type Write } from '#contracts/store.ts';

export const HOLD_ENDS = 'hold.ends';

const idOf = (bookingId: string) => `${HOLD_ENDS}:${bookingId}`;

/** Ends of holds with one person go one after the other, since each of them writes that person's agenda. */
function entryOf({ id, staffId, expiresAt }: Booking): DueEntry {
  return {
    id: idOf(id),
    lane: `agenda:${staffId}`,
    class: 5,
    dueAt: expiresAt,
    kind: HOLD_ENDS,
    about: { bookingId: id },
    why: 'scheduled',
    attempts: 0,
  };
}

/** The end of a new hold, for the batch that places it. */
export function endScheduled(hold: Booking): Write {
  return insert(dueEntries, entryOf(hold));
}

/** For the batch that moves a hold: its end follows it to the other person. Nothing for a booking, which has no end. */
export async function endMoved(store: TenantStore, was: Booking, moved: Booking): Promise<readonly Write[]> {
  if (was.state !== 'held' || was.staffId === moved.staffId) return [];
  const entry = await endOf(store, was.id);
  return entry ? [replace(dueEntries, entry, entryOf(moved))] : [];
}

/** For the batch that confirms, cancels or ends a hold. Nothing for what is no hold any more. */
export async function endForgotten(store: TenantStore, was: Booking): Promise<readonly Write[]> {
  if (was.state !== 'held') return [];
  const entry = await endOf(store, was.id);
  return entry ? [remove(dueEntries, entry)] : [];
}

function endOf(store: TenantStore, bookingId: string): Promise<Stored<DueEntry> | undefined> {
  return store.get(dueEntries, idOf(bookingId));
}
