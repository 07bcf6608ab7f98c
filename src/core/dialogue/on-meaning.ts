import type { Meaning, Wish } from '#contracts/meaning.ts';
import { answer } from './answers.ts';
import { askWhich } from './ask-which.ts';
import { go, release, said } from './go.ts';
import { handedOver } from './hand-over.ts';
import { choiceId } from './ids.ts';
import { nameOf, serviceOf, upcomingOf } from './known.ts';
import { omit } from './omit.ts';
import { onChoice, showBookings, startMove } from './on-choice.ts';
import { onWish } from './on-wish.ts';
import { backFrom } from './places.ts';
import { START_OVER, buttons } from './says.ts';
import { saysWhen } from './fits.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Step } from './step.ts';
import { line } from '#core/texts/texts.ts';

/** Where a message finds the customer. */
export interface Place {
  readonly state: DialogueState;
  readonly facts: Facts;
  readonly first: boolean;
  /** The customer's last message is a while ago. */
  readonly paused: boolean;
  readonly aboutBookingId: string | undefined;
}

/** What is done about a meaning. `undefined` where nothing can be: the customer is told that it was not understood. */
export function onMeaning(place: Place, meaning: Meaning): Step | undefined {
  const { state, facts, aboutBookingId } = place;
  if (!meaning.sure && meaning.intent === 'other') {
    return upcomingOf(facts, aboutBookingId) && go(state, facts, { at: 'booking', bookingId: aboutBookingId ?? '' });
  }
  switch (meaning.intent) {
    case 'confirm':
      return confirmed(place);
    case 'deny':
      return denied(place, meaning);
    case 'book':
      return onWish(state, facts, meaning);
    case 'reschedule':
      return move(place, meaning);
    case 'cancel':
      return cancel(place, meaning);
    case 'back':
      return backFrom(state, facts);
    case 'start_over':
      return go(state, facts, { at: 'menu' });
    case 'my_bookings':
      return state.holdId !== undefined && meaning.whichBooking === undefined
        ? go(state, facts, { at: 'confirm_hold' })
        : showBookings(state, facts, 'see');
    case 'help':
      return go(state, facts, state.view, { lead: [line('help')] });
    case 'greeting':
      return greeted(place);
    case 'thanks':
    case 'nothing_to_do':
      return place.first && meaning.intent === 'thanks' ? undefined : { state, effects: [] };
    case 'person':
      return handedOver(state);
    case 'late':
      return handedOver(state, line('late_passed_on'));
    case 'stop':
      return handedOver(state, line('stop_passed_on'));
    case 'complaint':
      return handedOver(state, line('complaint_passed_on'));
    case 'address':
    case 'pictures':
    case 'price':
    case 'duration':
    case 'hours':
    case 'service_info':
    case 'staff_info':
    case 'policy':
    case 'other':
      return answer(state, facts, meaning, meaning.intent, place.first);
  }
}

/** A yes does what the last question offers for it; after everything is done, it wants nothing. */
function confirmed({ state, facts }: Place): Step | undefined {
  const yes = state.offered.find(({ means }) => means === 'yes');
  const step = yes && onChoice(state, facts, yes.id);
  if (!step) return state.looking === true ? go(state, facts, { at: 'confirm_hold' }) : { state, effects: [] };
  return step;
}

function denied({ state, facts }: Place, { not }: Meaning): Step | undefined {
  const { view } = state;
  const no = state.offered.find(({ means }) => means === 'no');
  if (not?.weekdays && state.draft) return onOtherDays(state, facts, { weekdays: others(not.weekdays) });
  if (no) return onChoice(state, facts, no.id);
  if (state.looking === true) return go(state, facts, { at: 'confirm_hold' });
  switch (view.at) {
    case 'times':
    case 'alternatives':
      return go(state, facts, { at: 'days', from: facts.today });
    case 'days':
    case 'days_before':
    case 'people':
    case 'services':
      return said(state, facts, buttons([line('nothing_fits')], { id: 'person', title: line('button_person') }, START_OVER));
    default:
      return { state, effects: [] };
  }
}

function onOtherDays(state: DialogueState, facts: Facts, wish: Wish): Step {
  return release(state, facts, { seek: wish, lead: [] });
}

export function others(weekdays: readonly number[]): number[] {
  return [1, 2, 3, 4, 5, 6, 7].filter((weekday) => !weekdays.includes(weekday));
}

/** Gives up what is being made; or asks about the booking that is meant. Nothing that is booked is dropped without a yes. */
function cancel({ state, facts, aboutBookingId }: Place, { whichBooking, alternatives }: Meaning): Step {
  const { view, draft } = state;
  const about = aboutBookingId === state.holdId ? undefined : aboutBookingId;
  if (about !== undefined) return go(state, facts, { at: 'confirm_cancel', bookingId: about });
  const booking = upcomingOf(facts, whichBooking);
  if (alternatives?.some(({ intent }) => intent === 'reschedule') && booking)
    return go(state, facts, { at: 'booking', bookingId: booking.id });
  if (view.at === 'confirm_cancel' && (booking === undefined || booking.id === view.bookingId)) {
    return onChoice(state, facts, choiceId('drop', view.bookingId)) ?? go(state, facts, view);
  }
  if (booking) return go(state, facts, { at: 'confirm_cancel', bookingId: booking.id });
  if (draft && whichBooking === undefined) {
    const lead = [draft.movingId === undefined ? line('nothing_was_booked') : line('kept')];
    return go(state, facts, { at: 'menu' }, { lead });
  }
  return showBookings(state, facts, 'cancel');
}

function move({ state, facts, aboutBookingId }: Place, meaning: Meaning): Step {
  const { view, draft } = state;
  const about = aboutBookingId === state.holdId ? undefined : aboutBookingId;
  const shown = view.at === 'booking' || view.at === 'confirm_cancel' ? view.bookingId : undefined;
  const named = meaning.whichBooking === 'all' ? undefined : meaning.whichBooking;
  const [only, ...more] = facts.upcoming;
  const id = about ?? named ?? shown ?? (only && more.length === 0 && !meaning.alternatives ? only.id : undefined);
  const wish = wishOf(meaning);
  if (id === undefined) {
    // While something is being booked, "change it" is about that.
    if (draft && facts.upcoming.length === 0)
      return onWish(state, facts, meaning) ?? go(state, facts, { at: 'days', from: facts.today });
    return showBookings(saysWhen(wish) ? { ...state, wish } : state, facts, 'move');
  }
  const readings = meaning.alternatives?.filter(({ whichBooking }) => whichBooking === undefined) ?? [];
  const moving = startMove(omit({ ...state, ...(saysWhen(wish) && readings.length < 2 ? { wish } : {}) }, 'looking'), facts, id);
  if (readings.length < 2) return moving;
  const asked = askWhich({ ...omit(moving.state, 'asking'), wish }, facts, readings, []);
  return asked ?? moving;
}

export function wishOf(meaning: Meaning): Wish {
  const {
    intent: _intent,
    also: _also,
    not,
    else: _else,
    alternatives: _readings,
    noSuchDay: _none,
    question: _question,
    keepsDraft: _keeps,
    sure: _sure,
    whichBooking: _which,
    services: _services,
    for: _for,
    party: _party,
    recurWeeks: _recur,
    lateMinutes: _late,
    ...wish
  } = meaning;
  return not?.weekdays && wish.weekdays === undefined && wish.date === undefined
    ? { ...wish, weekdays: others(not.weekdays) }
    : wish;
}

function greeted({ state, facts, paused }: Place): Step {
  if (!state.draft) return go(state, facts, { at: 'menu' });
  return state.holdId !== undefined && !paused ? go(state, facts, { at: 'confirm_hold' }) : askToResume(state, facts);
}

export function askToResume(state: DialogueState, facts: Facts): Step {
  const service = serviceOf(facts, state.draft?.serviceId);
  if (!service) return go(state, facts, { at: 'menu' });
  const say = buttons(
    [line('resume', { service: nameOf(service) })],
    { id: 'continue', title: line('button_continue'), means: 'yes' },
    { ...START_OVER, means: 'no' },
  );
  return said(state, facts, say);
}
