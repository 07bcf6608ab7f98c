import type { Booking } from '#contracts/records/booking.ts';
import type { NotFree, Slot } from '#contracts/scheduling.ts';
import { clamp, findSlots, go, released, rest, said, withoutDraft, withoutHold } from './go.ts';
import { appointmentOf, draftToMove, plusDays, serviceOf, upcomingOf } from './known.ts';
import { omit } from './omit.ts';
import { BOOK, MY_BOOKINGS, buttons, sayBooked, sayConfirmHold } from './says.ts';
import { distinct, personFor, sayDays, sayNoTimes } from './says-times.ts';
import type { Asking, DialogueState } from './state.ts';
import type { Facts, Input, Step } from './step.ts';
import { onFitting, onTimes, toldBeside } from './on-found.ts';
import { takeStart } from './take.ts';
import { line } from '#core/texts/texts.ts';

type Outcome = Exclude<Input, { kind: 'message' | 'given_back' }>;
type Of<F extends Asking['for']> = Extract<Asking, { for: F }>;

/** Handles the outcome of an effect. An outcome that was not asked for changes nothing. */
export function onOutcome({ asking, ...state }: DialogueState, outcome: Outcome, facts: Facts): Step {
  if (!asking) return { state, effects: [] };
  if (asking.for === 'release') return released(withoutHold(state), facts, asking.next);
  if (asking.for === 'days' || asking.for === 'times' || asking.for === 'fitting') {
    if (outcome.kind !== 'slots') return { state, effects: [] };
    if (asking.for === 'days') return onDays(state, asking, outcome.slots, facts);
    return asking.for === 'times' ? onTimes(state, asking, outcome.slots, facts) : onFitting(state, asking, outcome.slots, facts);
  }
  switch (outcome.kind) {
    case 'slots':
      return { state, effects: [] };
    case 'planned':
      return onPlanned(state, asking, outcome.booking, facts);
    case 'not_free':
      return onNotFree(state, asking, outcome, facts);
    case 'not_there':
    case 'wrong_state':
      return onRefused(state, asking, outcome.kind === 'wrong_state' ? outcome.state : '', facts);
  }
}

/** Searches on until something is free: one month, then two months at a time, so that a turn needs only a few searches. */
function onDays(state: DialogueState, asking: Of<'days'>, found: readonly Slot[], facts: Facts): Step {
  const { draft } = state;
  const service = serviceOf(facts, draft?.serviceId);
  if (!draft || !service) return go(state, facts, { at: 'services' });
  const { from, to, wanted, round, lead, page } = asking;
  const last = plusDays(facts.today, service.horizonDays);
  const slots = distinct(facts, draft, found).filter(({ date }) => date >= from && date <= to);
  const [first, final] = [slots[0], slots.at(-1)];

  if (first && asking.earliest) return takeStart(state, facts, first.startsAt, personFor(facts, draft, first), toldBeside(lead));
  if (first && final && round > 1) {
    if (wanted.at === 'days_before')
      return go(state, facts, { at: 'days_before', until: plusDays(final.date, 1) }, { lead, page });
    const week = { from: first.date, to: clamp(plusDays(first.date, 6), first.date, last) };
    return findSlots(state, week.from, week.to, { ...asking, ...week, round: 1 });
  }
  if (first) {
    const skipped = wanted.at === 'days' && wanted.from < from;
    const none = skipped ? [line('none_between', { from: wanted.from, to: plusDays(from, -1) })] : [];
    const week = { slots, from, to, last, first: wanted.at === 'days' ? wanted.from === facts.today : from === facts.today };
    const say = sayDays(facts, draft, week, [...lead, ...none]);
    return said(state, facts, page > 0 ? { ...say, page } : say);
  }

  if (wanted.at === 'days_before') {
    if (from <= facts.today || round > 1) return go(state, facts, { at: 'days', from: facts.today }, { lead, page });
    const before = clamp(plusDays(from, -62), facts.today, from);
    return findSlots(state, before, plusDays(from, -1), { ...asking, from: before, to: plusDays(from, -1), round: round + 1 });
  }
  if (to < last) {
    const next = plusDays(to, 1);
    const until = clamp(plusDays(next, round === 1 ? 30 : 61), next, last);
    return findSlots(state, next, until, { ...asking, from: next, to: until, round: round + 1 });
  }
  if (wanted.from <= facts.today) return said(state, facts, sayNoTimes(facts, service, draft, lead));
  return go(state, facts, { at: 'days', from: facts.today }, { lead: [...lead, line('none_from', { date: wanted.from })] });
}

function onPlanned(
  state: DialogueState,
  asking: Of<'hold' | 'confirm' | 'move' | 'cancel'>,
  booking: Booking,
  facts: Facts,
): Step {
  switch (asking.for) {
    case 'hold':
      return said(
        { ...state, holdId: booking.id, view: { at: 'confirm_hold' } },
        facts,
        sayConfirmHold(facts, booking, asking.lead),
      );
    case 'confirm':
      return rest(withoutHold(state), facts, sayBooked(facts, booking, 'booked'));
    case 'move':
      return rest(state, facts, sayBooked(facts, booking, 'moved'));
    case 'cancel':
      return rest(
        state,
        facts,
        buttons([line('cancelled', appointmentOf(booking))], ...(facts.services.length > 0 ? [BOOK] : []), MY_BOOKINGS),
      );
  }
}

function onNotFree(
  state: DialogueState,
  asking: Of<'hold' | 'confirm' | 'move' | 'cancel'>,
  { why, alternatives }: NotFree,
  facts: Facts,
): Step {
  const moving = asking.for === 'move' ? upcomingOf(facts, asking.bookingId) : undefined;
  const draft = moving && state.draft?.movingId !== moving.id ? draftToMove(moving) : state.draft;
  const next: DialogueState = { ...withoutHold(state), ...(draft ? { draft } : {}) };
  const lead = [...(asking.for === 'hold' ? asking.lead : []), line('not_free', { why })];
  const starts = draft ? distinct(facts, draft, alternatives).slice(0, 6) : [];
  if (starts.length === 0) return go(next, facts, { at: 'days', from: facts.today }, { lead });
  return go(next, facts, { at: 'alternatives', starts: starts.map((start) => omit(start, 'endsAt')) }, { lead });
}

/** The booking or service is gone, or somebody else has changed it. */
function onRefused(state: DialogueState, asking: Of<'hold' | 'confirm' | 'move' | 'cancel'>, is: string, facts: Facts): Step {
  switch (asking.for) {
    case 'hold':
      return go(withoutDraft(state), facts, { at: 'services' }, { lead: [line('service_gone')] });
    case 'confirm':
      if (is === 'confirmed' && facts.held)
        return rest(withoutHold(state), facts, sayBooked(facts, facts.held, 'already_booked'));
      return go(withoutHold(state), facts, { at: 'days', from: facts.today }, { lead: [line('hold_gone')] });
    case 'move':
    case 'cancel':
      return rest(state, facts, buttons([line('booking_gone')], MY_BOOKINGS, BOOK));
  }
}
