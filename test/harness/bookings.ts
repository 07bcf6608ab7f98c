import type { Booking } from '#contracts/records/booking.ts';
import { HOLD_ENDS } from '#core/booking/hold-entry.ts';
import { type Promised, broken, each, numbersOf, twice } from './check.ts';
import type { Stored, TenantEvidence } from './evidence.ts';
import { wasConfirmed } from './visitors.ts';

/** Bookings: no time given twice, agendas and bookings agree, every step decided by one turn, every hold ends. */
export const bookingPromises: readonly Promised<Stored>[] = [
  {
    what: 'claims of one person do not overlap',
    look: (stored) => ({ of: claimsOf(stored).length, broken: overlaps(stored) }),
  },
  {
    what: 'agendas contain the confirmed bookings and nothing else',
    look(stored) {
      const confirmed = stored.bookings.filter(({ state }) => state === 'confirmed');
      return { of: confirmed.length, broken: disagreements(stored, confirmed) };
    },
  },
  {
    what: 'every step of a booking was decided by one turn',
    look: (stored) => ({ of: stored.bookings.length, broken: unfounded(stored) }),
  },
  {
    what: 'every hold has an end in the due-queue, and nothing else waits there for holds',
    mayBeNone: true,
    look({ bookings, due }) {
      const held = bookings.filter(({ state }) => state === 'held');
      const ends = due.filter(({ kind }) => kind === HOLD_ENDS);
      const endOf = new Map(ends.map((entry) => [entry.about['bookingId'], entry]));
      return {
        of: held.length,
        broken: [
          ...broken(held, ({ id, staffId, expiresAt }) => {
            const end = endOf.get(id);
            if (!end) return `${id} has no end`;
            if (end.lane !== `agenda:${staffId}`) return `${id} ends in the lane of somebody else`;
            return end.dueAt > expiresAt ? `${id} ends too late` : undefined;
          }),
          ...broken(ends, ({ id, about }) =>
            held.some((one) => one.id === about['bookingId']) ? undefined : `${id} is for a booking that is no hold`,
          ),
        ],
      };
    },
  },
  {
    what: 'no work is overdue or has failed',
    mayBeNone: true,
    look: ({ due, at }) =>
      each(due, ({ id, dueAt, attempts, why }) => {
        if (dueAt < at - LATE_MS) return `${id} is overdue by ${at - dueAt} ms`;
        return attempts > 0 || why !== 'scheduled' ? `${id}: ${why}, ${attempts} attempts` : undefined;
      }),
  },
];

export const visitPromises: readonly Promised<TenantEvidence>[] = [
  {
    what: 'visitors got each booking, move and cancellation exactly once',
    look: (tenant) =>
      each(
        tenant.speakers.filter(({ visit }) => visit),
        ({ number, visit }) => {
          const made = ofNumber(tenant, number).filter(wasConfirmed);
          const states = made
            .map(({ state }) => state)
            .toSorted()
            .join();
          if (!visit?.fulfilled) return `a visitor gave up (${states})`;
          const moved = made.some(
            ({ state, history }) => state === 'cancelled' && history.some((step) => step.state === 'moved'),
          );
          return states === 'cancelled,confirmed' && moved ? undefined : `a visitor has ${states}${moved ? '' : ', not moved'}`;
        },
      ),
  },
];

/** Between the last look at the due-queue and the end of the last instance. */
const LATE_MS = 15_000;

interface Standing {
  readonly staffId: string;
  readonly bookingId: string;
  readonly startsAt: number;
  readonly from: number;
  readonly until: number;
  readonly expiresAt: number;
}

/** Those in force. A claim over midnight stands in two agendas and counts once. */
function claimsOf({ agendas, at }: Stored): readonly Standing[] {
  const claims = agendas.flatMap(({ staffId, claims }) => claims.map((claim) => ({ ...claim, staffId })));
  const inForce = claims.filter(({ expiresAt }) => expiresAt === 0 || expiresAt > at);
  return [...new Map(inForce.map((claim) => [`${claim.staffId} ${claim.bookingId} ${claim.from}`, claim])).values()];
}

function overlaps(tenant: Stored): readonly string[] {
  return [...Map.groupBy(claimsOf(tenant), ({ staffId }) => staffId).values()].flatMap((claims) => {
    const sorted = claims.toSorted((a, b) => a.from - b.from);
    return sorted
      .filter((claim, n) => claim.from < (sorted[n - 1]?.until ?? 0))
      .map(({ bookingId }) => `${bookingId} overlaps another of the same person`);
  });
}

function disagreements(tenant: Stored, confirmed: readonly Booking[]): readonly string[] {
  const standing = claimsOf(tenant).filter(({ expiresAt }) => expiresAt === 0);
  const claimed = new Map(standing.map((claim) => [claim.bookingId, claim]));
  return [
    ...twice(standing.map(({ bookingId }) => bookingId)).map((id) => `${id} is claimed twice`),
    ...broken(confirmed, ({ id, staffId, startsAt }) => {
      const claim = claimed.get(id);
      return claim?.staffId === staffId && claim.startsAt === startsAt ? undefined : `${id} has no claim of its time`;
    }),
    ...broken(standing, ({ bookingId }) =>
      confirmed.some(({ id }) => id === bookingId) ? undefined : `${bookingId} is claimed and not confirmed`,
    ),
  ];
}

/** A turn's record holds the booking as each of its steps made it: the length of its history says which step that was. */
function unfounded({ turns, bookings }: Stored): readonly string[] {
  const decided = turns.flatMap(({ inputs }) =>
    inputs.flatMap((input) => (input['kind'] === 'planned' ? stepOf(input['booking']) : [])),
  );
  const done = bookings.flatMap(({ id, history }) =>
    history.flatMap((step, n) => (step.by === 'customer' ? `${id} step ${n + 1}` : [])),
  );
  const [known, there] = [new Set(decided), new Set(done)];
  return [
    ...twice(decided).map((step) => `${step} was decided twice`),
    ...broken(done, (step) => (known.has(step) ? undefined : `${step} was decided by no turn`)),
    ...broken(decided, (step) => (there.has(step) ? undefined : `${step} was decided and is not there`)),
  ];
}

function stepOf(booking: unknown): string {
  const { id, history } = booking as Booking;
  return `${id} step ${history.length}`;
}

function ofNumber(tenant: TenantEvidence, number: string): readonly Booking[] {
  const names = numbersOf(tenant);
  return tenant.bookings.filter(({ contactId }) => names.get(contactId) === number);
}
