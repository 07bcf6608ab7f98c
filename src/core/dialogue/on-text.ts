import type { Service } from '#contracts/records/catalog.ts';
import { dayIn, timeIn } from './dates.ts';
import { aside, findSlots, go, said } from './go.ts';
import { ANYONE, choiceId } from './ids.ts';
import { nameOf, peopleFor, plusDays, serviceOf, upcomingOf, wallOf } from './known.ts';
import { onChoice, showBookings, startMove, takePerson } from './on-choice.ts';
import { backFrom } from './places.ts';
import { plain, simple } from './plain.ts';
import { START_OVER, buttons } from './says.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Say, Step } from './step.ts';
import { startBooking, takeService } from './take.ts';
import { line } from '#core/texts/texts.ts';
import { type Command, commandIn, contains, isOnly } from './words.ts';

/** The situation in which a message arrives. */
export interface Setting {
  readonly state: DialogueState;
  readonly facts: Facts;
  readonly first: boolean;
  /** The customer has not written for a while. */
  readonly paused: boolean;
  readonly aboutBookingId: string | undefined;
}

const SHORTEST_PART = 3;

/** Interprets a text by rules, without a model. `undefined` if it is not understood. */
export function onText(setting: Setting, text: string): Step | undefined {
  const command = commandIn(text);
  return (
    onReply(setting, command) ??
    onTitle(setting, text) ??
    onYesOrNo(setting, command) ??
    onMention(setting, text, command) ??
    (command === undefined ? undefined : onCommand(setting, text, command)) ??
    onWish(setting, text) ??
    onPartOfTitle(setting, text) ??
    onQuotedBooking(setting)
  );
}

/** "Cancel" or "change it" as a reply to a message about a booking. */
function onReply({ state, facts, aboutBookingId }: Setting, command: Command | undefined): Step | undefined {
  if (aboutBookingId === undefined || aboutBookingId === state.holdId) return undefined;
  if (command === 'cancel') return go(state, facts, { at: 'confirm_cancel', bookingId: aboutBookingId });
  return command === 'move' ? startMove(state, facts, aboutBookingId) : undefined;
}

function onQuotedBooking({ state, facts, aboutBookingId }: Setting): Step | undefined {
  return upcomingOf(facts, aboutBookingId) && go(state, facts, { at: 'booking', bookingId: aboutBookingId ?? '' });
}

function onTitle({ state, facts }: Setting, text: string): Step | undefined {
  const words = simple(text);
  const chosen = words === '' ? undefined : state.offered.find(({ title }) => simple(title) === words);
  return chosen && onChoice(state, facts, chosen.id);
}

/** "Beard" for "Beard trim", if only one offered title contains it. */
function onPartOfTitle({ state, facts }: Setting, text: string): Step | undefined {
  const words = simple(text);
  if (words.length < SHORTEST_PART) return undefined;
  const [chosen, ...others] = state.offered.filter(({ title }) => contains(simple(title), words));
  return chosen && others.length === 0 ? onChoice(state, facts, chosen.id) : undefined;
}

function onYesOrNo({ state, facts }: Setting, command: Command | undefined): Step | undefined {
  if (command !== 'yes' && command !== 'no') return undefined;
  const meant = state.offered.find(({ means }) => means === command);
  return meant && onChoice(state, facts, meant.id);
}

/** A service mentioned by name ("I'd like a haircut"), if none is chosen yet or the bot asks for one. */
function onMention({ state, facts }: Setting, text: string, command: Command | undefined): Step | undefined {
  const askable = state.draft === undefined || state.view.at === 'services';
  if (!askable || (command !== undefined && command !== 'book')) return undefined;
  const words = simple(text);
  const [named] = facts.services
    .filter((service) => contains(words, simple(nameOf(service))))
    .toSorted((a: Service, b: Service) => b.name.length - a.name.length);
  return named && takeService(state, facts, named);
}

function onCommand(setting: Setting, text: string, command: Command): Step | undefined {
  const { state, facts, first } = setting;
  const { view, draft } = state;
  switch (command) {
    case 'over':
      return go(state, facts, { at: 'menu' });
    case 'back':
      return backFrom(state, facts);
    case 'help':
      return go(state, facts, view, { lead: [line('help')] });
    case 'hello':
      return draft ? askToResume(state, facts) : go(state, facts, { at: 'menu' });
    case 'thanks':
      if (draft) return go(state, facts, view);
      return first ? undefined : { state, effects: [] };
    case 'person':
      return handedOver(aside(state, { text: [line('person')] }));
    case 'location':
      return aside(state, sayLocation(facts));
    case 'pictures':
      return aside(state, sayPicture(state, facts));
    case 'bookings':
      return showBookings(state, facts, 'see');
    case 'book':
      return startBooking(state, facts);
    case 'cancel':
      return cancel(setting, isOnly(text, 'cancel'));
    case 'move':
      return move(setting, isOnly(text, 'move'));
    case 'earliest':
      return draft ? go(state, facts, { at: 'days', from: facts.today }, { earliest: true }) : startBooking(state, facts);
    case 'next_week':
      return draft && go(state, facts, { at: 'days', from: plusDays(weekAsked(state, facts), 7) });
    case 'previous_week':
      return draft && go(state, facts, { at: 'days_before', until: weekAsked(state, facts) });
    case 'anyone':
      return takePerson(state, facts, ANYONE);
    case 'yes':
    case 'no':
      return undefined;
  }
}

function handedOver(step: Step): Step {
  return { ...step, effects: [{ kind: 'hand_over' }, ...step.effects] };
}

/** Just "cancel" while something is being chosen gives that up; with more words, or nothing open, it means a booking. */
function cancel({ state, facts }: Setting, only: boolean): Step {
  const { view, draft } = state;
  if (view.at === 'confirm_cancel' && only)
    return onChoice(state, facts, choiceId('drop', view.bookingId)) ?? go(state, facts, view);
  if (draft && (only || facts.upcoming.length === 0)) {
    const lead = [draft.movingId === undefined ? line('nothing_was_booked') : line('kept')];
    return go(state, facts, { at: 'menu' }, { lead });
  }
  return showBookings(state, facts, 'cancel');
}

function move({ state, facts }: Setting, only: boolean): Step {
  const { view, draft } = state;
  if (view.at === 'confirm_move' && only) {
    return (
      onChoice(state, facts, choiceId('shift', view.startsAt, view.staffId ?? ANYONE, view.bookingId)) ?? go(state, facts, view)
    );
  }
  if (view.at === 'booking' || view.at === 'confirm_cancel') return startMove(state, facts, view.bookingId);
  if (draft && (only || facts.upcoming.length === 0)) return go(state, facts, { at: 'days', from: facts.today });
  return showBookings(state, facts, 'move');
}

/** A person, day or time in the customer's own words, while there is a draft. */
function onWish({ state, facts }: Setting, text: string): Step | undefined {
  const service = serviceOf(facts, state.draft?.serviceId);
  if (!service) return undefined;
  const words = simple(text);
  const person = peopleFor(facts, service).find(({ name }) => contains(words, simple(name)));
  if (person && state.view.at === 'people') return takePerson(state, facts, person.id);

  const time = timeIn(text);
  const date = dayAsked(state, facts);
  if (time !== undefined && date !== undefined) {
    const next: DialogueState = { ...state, view: { at: 'times', date } };
    return next.holdId === undefined
      ? findSlots(next, date, date, { for: 'times', date, time, lead: [], page: 0 })
      : go(state, facts, { at: 'times', date });
  }
  const day = dayIn(text, facts.today);
  return day === undefined ? undefined : go(state, facts, { at: 'times', date: day });
}

/** The day that a typed time refers to. */
function dayAsked({ view }: DialogueState, facts: Facts): string | undefined {
  if (view.at === 'times') return view.date;
  if (view.at === 'alternatives') return view.starts[0]?.date;
  return view.at === 'confirm_move' ? wallOf(view.startsAt, facts.zone).date : undefined;
}

function weekAsked({ view }: DialogueState, facts: Facts): string {
  if (view.at === 'days') return view.from;
  if (view.at === 'days_before') return plusDays(view.until, -7);
  return view.at === 'times' ? view.date : facts.today;
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

function sayLocation({ tenantName, address, latitude, longitude }: Facts): Say {
  const name = plain(tenantName, 80);
  const where = address === undefined ? [] : [line('where', { tenant: name, address: plain(address, 200) })];
  if (latitude === undefined || longitude === undefined) return { text: where.length > 0 ? where : [line('no_address')] };
  const location = { latitude, longitude, name, ...(address === undefined ? {} : { address: plain(address, 200) }) };
  return { text: where, location };
}

function sayPicture({ draft }: DialogueState, facts: Facts): Say {
  const service = serviceOf(facts, draft?.serviceId);
  if (service?.picture !== undefined) return { text: [line('verbatim', { text: nameOf(service) })], picture: service.picture };
  if (facts.picture === undefined) return { text: [line('no_pictures')] };
  return { text: [line('verbatim', { text: plain(facts.tenantName, 80) })], picture: facts.picture };
}
