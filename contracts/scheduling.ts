import type { EpochMs } from './clock.ts';
import type { NewEvent } from './event.ts';
import { agendas, tallies, type Booking } from './records/booking.ts';
import type { CommitOutcome, TenantStore, Write } from './store.ts';

export interface SlotsAsk {
  readonly serviceId: string;
  /** One person, or anyone who does the service. */
  readonly staffId?: string;
  /** First and last venue day, `YYYY-MM-DD`, both included; at most 62 days. */
  readonly from: string;
  readonly to: string;
  /** Leaves this booking's own time out, for a move. */
  readonly exceptBookingId?: string;
}

export interface Slot {
  readonly staffId: string;
  readonly startsAt: EpochMs;
  /** Without buffers. */
  readonly endsAt: EpochMs;
  readonly date: string;
  readonly time: string;
}

/** Why a start is not offered, or a claim refused. */
export type NoSlot =
  | 'past'
  | 'notice_too_short'
  | 'beyond_horizon'
  | 'closed'
  | 'off'
  | 'break'
  | 'taken'
  | 'held'
  | 'service_limit'
  | 'staff_limit'
  /** The start does not stand on the service's rhythm, or does not exist on that day (daylight saving). */
  | 'no_such_start';

export interface SlotsAnswer {
  /** By start, then by staff position. */
  readonly slots: readonly Slot[];
}

/** Why each start of a day is not offered, on request. */
export interface Reasons {
  readonly starts: readonly { readonly staffId: string; readonly time: string; readonly why: NoSlot | 'free' }[];
}

export interface Wish {
  readonly serviceId: string;
  readonly staffId?: string;
  readonly startsAt: EpochMs;
  readonly contactId: string;
}

/**
 * A step that is decided and not yet done: lines and events for one batch. Nothing has happened until they are committed;
 * when the outcome is a `lostRace`, plan again.
 */
export interface Plan {
  readonly kind: 'planned';
  readonly booking: Booking;
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
}

/**
 * Whether a plan's batch lost against somebody faster: a document has changed, or two wrote the first claim of a day at
 * once (then its agenda is `taken`). Nothing has happened; plan again.
 */
export function lostRace(outcome: CommitOutcome): boolean {
  if (outcome.kind === 'stale') return true;
  return outcome.kind === 'taken' && outcome.key === 'id' && [agendas.name, tallies.name].includes(outcome.collection);
}

/** With up to six free starts near the one asked for: of the same day first, nearest first, then of the days after it. */
export interface NotFree {
  readonly kind: 'not_free';
  readonly why: NoSlot;
  readonly alternatives: readonly Slot[];
}
export interface NotThere {
  readonly kind: 'not_there';
}
/** The booking is in a state that this step does not start from. */
export interface WrongState {
  readonly kind: 'wrong_state';
  readonly state: Booking['state'];
}

export type By = Booking['history'][number]['by'];

/** Slots and bookings of a tenant. The agenda is the one authority: every plan claims time on it, whoever keeps the calendar. */
export interface Scheduling {
  slots(store: TenantStore, ask: SlotsAsk): Promise<SlotsAnswer>;
  reasons(
    store: TenantStore,
    ask: { readonly serviceId: string; readonly staffId?: string; readonly date: string },
  ): Promise<Reasons>;
  /** Claims the time as a hold that expires. */
  hold(store: TenantStore, wish: Wish, by: By): Promise<Plan | NotFree | NotThere>;
  /** Turns a hold that has not expired into a booking; an expired one is claimed again if its time is still free. */
  confirm(store: TenantStore, bookingId: string, by: By): Promise<Plan | NotFree | NotThere | WrongState>;
  /**
   * The new time is claimed and the old released in one batch, or nothing changes. Without `staffId` the booking stays with
   * its person, or goes to anyone free if the customer had wanted anyone.
   */
  move(
    store: TenantStore,
    bookingId: string,
    to: { readonly startsAt: EpochMs; readonly staffId?: string },
    by: By,
  ): Promise<Plan | NotFree | NotThere | WrongState>;
  cancel(store: TenantStore, bookingId: string, by: By, reason?: string): Promise<Plan | NotThere | WrongState>;
}
