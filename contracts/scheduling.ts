import type { EpochMs } from './clock.ts';
import type { NewEvent } from './event.ts';
import { agendas, tallies, type Booking } from './records/booking.ts';
import type { CommitOutcome, TenantStore, Write } from './store.ts';

export interface SlotsAsk {
  readonly serviceId: string;
  /** One staff member; without it, everyone who offers the service. */
  readonly staffId?: string;
  /** First and last venue day, `YYYY-MM-DD`, both included; at most 62 days. */
  readonly from: string;
  readonly to: string;
  /** For a move: the time of this booking counts as free. */
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

/** Why a start is not offered, or why a claim is refused. */
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
  /** The start is not one of the service's start times, or does not exist on that day (daylight saving). */
  | 'no_such_start';

export interface SlotsAnswer {
  /** By start, then by staff position. */
  readonly slots: readonly Slot[];
}

/** For each start of a day: free, or why it is not offered. */
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
 * The writes and events of one booking step, for one batch. Nothing happens until the batch is committed. If the outcome is a
 * `lostRace`, plan again.
 */
export interface Plan {
  readonly kind: 'planned';
  readonly booking: Booking;
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
}

/**
 * Whether a plan's batch lost a race: a document has changed, or two callers wrote the first claim of a day at the same time
 * (then the agenda is `taken`). Nothing was written; plan again.
 */
export function lostRace(outcome: CommitOutcome): boolean {
  if (outcome.kind === 'stale') return true;
  return outcome.kind === 'taken' && outcome.key === 'id' && [agendas.name, tallies.name].includes(outcome.collection);
}

/** `alternatives` has up to six free starts: those of the same day first, nearest first, then those of the days after. */
export interface NotFree {
  readonly kind: 'not_free';
  readonly why: NoSlot;
  readonly alternatives: readonly Slot[];
}
export interface NotThere {
  readonly kind: 'not_there';
}
/** The step is not possible in the booking's current state. */
export interface WrongState {
  readonly kind: 'wrong_state';
  readonly state: Booking['state'];
}

export type By = Booking['history'][number]['by'];

/** Slots and bookings of a tenant. The agenda is the only authority on free time: every plan claims its time there. */
export interface Scheduling {
  slots(store: TenantStore, ask: SlotsAsk): Promise<SlotsAnswer>;
  reasons(
    store: TenantStore,
    ask: { readonly serviceId: string; readonly staffId?: string; readonly date: string },
  ): Promise<Reasons>;
  /** Claims the time as a hold, which expires. */
  hold(store: TenantStore, wish: Wish, by: By): Promise<Plan | NotFree | NotThere>;
  /** Turns a hold into a booking. An expired hold is claimed again if its time is still free. */
  confirm(store: TenantStore, bookingId: string, by: By): Promise<Plan | NotFree | NotThere | WrongState>;
  /**
   * Claims the new time and releases the old one in the same batch, or changes nothing. Without `staffId` the booking stays with
   * its staff member, or goes to anyone free if the customer had no preference.
   */
  move(
    store: TenantStore,
    bookingId: string,
    to: { readonly startsAt: EpochMs; readonly staffId?: string },
    by: By,
  ): Promise<Plan | NotFree | NotThere | WrongState>;
  cancel(store: TenantStore, bookingId: string, by: By, reason?: string): Promise<Plan | NotThere | WrongState>;
}
