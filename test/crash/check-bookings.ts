import type { Booking } from '#contracts/records/booking.ts';
import { type Check, broken, numbersOf, twice } from './check.ts';
import type { TenantEvidence } from './evidence.ts';
import { wasConfirmed } from './visitors.ts';

/** Bookings: no time given twice, agendas and bookings agree, every step decided by one turn, every visitor served once. */
export function bookingChecks(tenant: TenantEvidence): readonly Check[] {
  const confirmed = tenant.bookings.filter(({ state }) => state === 'confirmed');
  const visitors = tenant.speakers.filter(({ visit }) => visit);
  return [
    { what: 'claims of one person do not overlap', of: claimsOf(tenant).length, broken: overlaps(tenant) },
    {
      what: 'agendas contain the confirmed bookings and nothing else',
      of: confirmed.length,
      broken: disagreements(tenant, confirmed),
    },
    { what: 'every step of a booking was decided by one turn', of: tenant.bookings.length, broken: unfounded(tenant) },
    {
      what: 'visitors got each booking, move and cancellation exactly once',
      of: visitors.length,
      broken: broken(visitors, ({ number, visit }) => {
        const made = ofNumber(tenant, number).filter(wasConfirmed);
        const states = made
          .map(({ state }) => state)
          .toSorted()
          .join();
        if (!visit?.fulfilled) return `a visitor gave up (${states})`;
        const moved = made.some(({ state, history }) => state === 'cancelled' && history.some((step) => step.state === 'moved'));
        return states === 'cancelled,confirmed' && moved ? undefined : `a visitor has ${states}${moved ? '' : ', not moved'}`;
      }),
    },
  ];
}

interface Standing {
  readonly staffId: string;
  readonly bookingId: string;
  readonly startsAt: number;
  readonly from: number;
  readonly until: number;
  readonly expiresAt: number;
}

/** Those in force. A claim over midnight stands in two agendas and counts once. */
function claimsOf({ agendas, at }: TenantEvidence): readonly Standing[] {
  const claims = agendas.flatMap(({ staffId, claims }) => claims.map((claim) => ({ ...claim, staffId })));
  const inForce = claims.filter(({ expiresAt }) => expiresAt === 0 || expiresAt > at);
  return [...new Map(inForce.map((claim) => [`${claim.staffId} ${claim.bookingId} ${claim.from}`, claim])).values()];
}

function overlaps(tenant: TenantEvidence): readonly string[] {
  return [...Map.groupBy(claimsOf(tenant), ({ staffId }) => staffId).values()].flatMap((claims) => {
    const sorted = claims.toSorted((a, b) => a.from - b.from);
    return sorted
      .filter((claim, n) => claim.from < (sorted[n - 1]?.until ?? 0))
      .map(({ bookingId }) => `${bookingId} overlaps another of the same person`);
  });
}

function disagreements(tenant: TenantEvidence, confirmed: readonly Booking[]): readonly string[] {
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
function unfounded({ turns, bookings }: TenantEvidence): readonly string[] {
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
