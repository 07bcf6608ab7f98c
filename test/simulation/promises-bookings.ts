import { bookings, type Booking, type Claim } from '#contracts/records/booking.ts';
import { broken, twice } from '#test/harness/check.ts';
import type { Evidence, Turn } from './evidence.ts';

/** No time given twice, agendas and bookings agree, every step decided by one turn, every confirmation told once. */
export function check(evidence: Evidence): readonly string[] {
  const { closed, born } = evidence;
  return [
    ...overlaps(evidence),
    ...disagreements(evidence),
    ...unfounded(evidence),
    ...unconfirmed(evidence),
    ...broken(evidence.bookings, ({ id, date, history }) => {
      const at = born(bookings, id);
      const wrong = closed.some((day) => day.date === date && at >= day.from && at < day.until);
      return wrong && history.every(({ state }) => state !== 'moved') ? `${id} was held on a day that was closed` : undefined;
    }),
  ];
}

interface Standing extends Claim {
  readonly staffId: string;
}

/** For good. A claim over midnight stands in two agendas and counts once. */
function standing({ agendas }: Evidence): readonly Standing[] {
  const claims = agendas.flatMap(({ staffId, claims }) => claims.map((claim) => ({ ...claim, staffId })));
  return [
    ...new Map(
      claims
        .filter(({ expiresAt }) => expiresAt === 0)
        .map((claim) => [`${claim.staffId} ${claim.bookingId} ${claim.from}`, claim]),
    ).values(),
  ];
}

function overlaps(evidence: Evidence): readonly string[] {
  const claims = Object.values(Object.groupBy(standing(evidence), ({ staffId }) => staffId));
  const confirmed = Object.values(
    Object.groupBy(
      evidence.bookings.filter(({ state }) => state === 'confirmed'),
      ({ staffId }) => staffId,
    ),
  );
  return [
    ...claims.flatMap((some = []) => overlapping(some.map(({ bookingId, from, until }) => ({ id: bookingId, from, until })))),
    ...confirmed.flatMap((some = []) =>
      overlapping(some.map(({ id, startsAt, endsAt }) => ({ id, from: startsAt, until: endsAt }))),
    ),
  ];
}

function overlapping(
  spans: readonly { readonly id: string; readonly from: number; readonly until: number }[],
): readonly string[] {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  return sorted
    .filter(({ from }, n) => from < (sorted[n - 1]?.until ?? 0))
    .map(({ id }) => `${id} overlaps another of the same person`);
}

function disagreements(evidence: Evidence): readonly string[] {
  const claims = standing(evidence);
  const confirmed = evidence.bookings.filter(({ state }) => state === 'confirmed');
  return [
    ...twice(claims.map(({ bookingId }) => bookingId)).map((id) => `${id} is claimed twice`),
    ...broken(confirmed, ({ id, staffId, startsAt }) =>
      claims.some((claim) => claim.bookingId === id && claim.staffId === staffId && claim.startsAt === startsAt)
        ? undefined
        : `${id} has no claim of its time`,
    ),
    ...broken(claims, ({ bookingId }) =>
      confirmed.some(({ id }) => id === bookingId) ? undefined : `${bookingId} is claimed and not confirmed`,
    ),
  ];
}

/** A turn's record holds the booking as each of its steps made it: the length of its history says which step that was. */
function unfounded({ turns, bookings }: Evidence): readonly string[] {
  const decided = turns.flatMap(stepsOf).map(({ id, history }) => `${id} step ${history.length}`);
  const done = bookings.flatMap(({ id, history }) =>
    history.flatMap(({ by }, n) => (by === 'customer' ? `${id} step ${n + 1}` : [])),
  );
  return [
    ...twice(decided).map((step) => `${step} was decided twice`),
    ...broken(done, (step) => (decided.includes(step) ? undefined : `${step} was decided by no turn`)),
    ...broken(decided, (step) => (done.includes(step) ? undefined : `${step} was decided and is not there`)),
  ];
}

function stepsOf({ inputs }: Turn): readonly Booking[] {
  return inputs.flatMap((input) => (input['kind'] === 'planned' ? [input['booking'] as Booking] : []));
}

/** "You are booked" is wanted once for each booking that was confirmed, to the customer whose it is. */
function unconfirmed({ turns, bookings, outbound, conversations }: Evidence): readonly string[] {
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
