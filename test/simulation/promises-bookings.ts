import { bookings } from '#contracts/records/booking.ts';
import { broken } from '#test/harness/check.ts';
import type { Evidence, Turn } from './evidence.ts';

/** No time given twice, none on a day that was closed, every confirmation told once. */
export function check(evidence: Evidence): readonly string[] {
  const { closed, born } = evidence;
  return [
    ...overlaps(evidence.stored),
    ...unconfirmed(evidence.stored),
    ...broken(evidence.stored.bookings, ({ id, date, history }) => {
      const at = born(bookings, id);
      const wrong = closed.some((day) => day.date === date && at >= day.from && at < day.until);
      return wrong && history.every(({ state }) => state !== 'moved') ? `${id} was held on a day that was closed` : undefined;
    }),
  ];
}

/** The places themselves; the shared promises look at the claims. */
function overlaps({ bookings: made }: Evidence['stored']): readonly string[] {
  const confirmed = made.filter(({ state }) => state === 'confirmed');
  return [...Map.groupBy(confirmed, ({ staffId }) => staffId).values()].flatMap((some) =>
    overlapping(some.map(({ id, startsAt, endsAt }) => ({ id, from: startsAt, until: endsAt }))),
  );
}

function overlapping(
  spans: readonly { readonly id: string; readonly from: number; readonly until: number }[],
): readonly string[] {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  return sorted
    .filter(({ from }, n) => from < (sorted[n - 1]?.until ?? 0))
    .map(({ id }) => `${id} overlaps another of the same person`);
}

/** "You are booked" is wanted once for each booking that was confirmed, to the customer whose it is. */
function unconfirmed({ turns, bookings, outbound, conversations }: Evidence['stored']): readonly string[] {
  const told = turns.flatMap(({ conversationId, effects }) =>
    effects.flatMap((effect) => (keysOf(effect).includes('booked') ? [{ conversationId, id: bookingOf(effect) }] : [])),
  );
  const contactOf = new Map(conversations.map(({ id, contactId }) => [id, contactId]));
  const spoken = new Set(outbound.map(({ bookingId, conversationId }) => `${bookingId} ${conversationId}`));
  const confirmed = bookings.filter(({ history }) => history.some(({ state }) => state === 'confirmed'));
  return [
    ...broken(confirmed, ({ id, contactId }) => {
      const own = told.filter((one) => one.id === id);
      if (own.length !== 1) return `${id} was confirmed to the customer ${own.length} times`;
      const [{ conversationId } = { conversationId: '' }] = own;
      if (!spoken.has(`${id} ${conversationId}`)) return `${id} was confirmed and not a word of it is there`;
      return contactOf.get(conversationId) === contactId ? undefined : `${id} was confirmed to somebody else`;
    }),
    ...broken(told, ({ id }) => (confirmed.some((one) => one.id === id) ? undefined : `${id} was confirmed and is not booked`)),
  ];
}

interface Saying {
  readonly say: { readonly text: readonly { readonly key: string }[]; readonly bookingId?: string };
}

function keysOf(effect: Turn['effects'][number]): readonly string[] {
  return effect['kind'] === 'say' ? (effect as unknown as Saying).say.text.map(({ key }) => key) : [];
}

function bookingOf(effect: Turn['effects'][number]): string {
  return (effect as unknown as Saying).say.bookingId ?? '';
}
