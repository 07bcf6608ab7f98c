import type { Meaning, Wish } from '#contracts/meaning.ts';
import type { Service } from '#contracts/records/catalog.ts';
import { leadOf } from './answers.ts';
import { askWhich } from './ask-which.ts';
import { saysWhen } from './fits.ts';
import { asks, go, release } from './go.ts';
import { holdOf, nameOf, peopleFor, serviceOf, upcomingOf } from './known.ts';
import { omit } from './omit.ts';
import { wishOf } from './on-meaning.ts';
import { baseOf, seek, settled } from './seek.ts';
import type { DialogueState, Draft } from './state.ts';
import type { Facts, Step } from './step.ts';
import { ANYONE_WILL_DO, startBooking, takeService } from './take.ts';
import { type Line, line } from '#core/texts/texts.ts';

/** A visit is wanted, or another service, person, day or time for the one that is being made. */
export function onWish(was: DialogueState, facts: Facts, meaning: Meaning): Step | undefined {
  const wish = wishOf(meaning);
  const lead = [...leadOf(facts, was, meaning), ...limits(facts, meaning), ...(meaning.noSuchDay ? [line('no_such_day')] : [])];
  // At the question whether to cancel or move a booking, another time is a wish to move it.
  const { view } = was;
  if (view.at === 'confirm_cancel' && saysWhen(wish)) return moveInstead(was, facts, view.bookingId, wish);
  const state = startOf(was, meaning);
  const service = serviceOf(facts, meaning.services?.[0]) ?? serviceOf(facts, state.draft?.serviceId);
  const readings = meaning.alternatives ?? [];
  if (readings.length > 1) {
    const asked = askWhich(
      withWish(looking(drafted(state, facts, service, meaning, wish), meaning), wish),
      facts,
      readings,
      lead,
    );
    if (asked) return asked;
  }
  if (!service) return noService(state, facts, wish, meaning, lead);
  if (state.draft?.serviceId !== service.id) return another(state, facts, service, wish, lead);
  return same(state, facts, service, wish, meaning, lead);
}

/** What the desk cannot do is said, and the rest done. */
function limits(facts: Facts, { services = [], party, recurWeeks }: Meaning): Line[] {
  const [first] = services.flatMap((id) => serviceOf(facts, id) ?? []);
  return [
    ...(services.length > 1 && first ? [line('one_service', { service: nameOf(first) })] : []),
    ...(party === undefined ? [] : [line('one_person')]),
    ...(recurWeeks === undefined ? [] : [line('one_visit')]),
  ];
}

/** A new visit begins a new draft, also while an older one was being moved. */
function startOf(state: DialogueState, { services }: Meaning): DialogueState {
  const moves = state.draft?.movingId !== undefined;
  return moves && services !== undefined ? omit(state, 'draft', 'wish') : state;
}

function looking(state: DialogueState, { keepsDraft }: Meaning): DialogueState {
  return state.holdId !== undefined && keepsDraft ? { ...state, looking: true } : state;
}

function withWish(state: DialogueState, wish: Wish): DialogueState {
  return saysWhen(wish) || wish.staff !== undefined ? { ...state, wish } : state;
}

function drafted(state: DialogueState, facts: Facts, service: Service | undefined, meaning: Meaning, wish: Wish): DialogueState {
  if (!service || meaning.alternatives?.some(({ services }) => services !== undefined)) return state;
  const person = peopleFor(facts, service).find(({ id }) => id === wish.staff);
  const kept = state.draft?.serviceId === service.id ? state.draft : { serviceId: service.id };
  return { ...state, draft: { ...kept, ...(person ? { staffId: person.id } : {}) } };
}

function noService(state: DialogueState, facts: Facts, wish: Wish, _meaning: Meaning, lead: readonly Line[]): Step {
  const next = withWish(state, wish);
  const begun = startBooking(next, facts);
  return lead.length === 0 || begun.state.view.at !== 'services'
    ? begun
    : go(omit(next, 'draft'), facts, { at: 'services' }, { lead });
}

/** Another service than is held or drafted keeps the day and time that were wanted. */
function another(state: DialogueState, facts: Facts, service: Service, wish: Wish, lead: readonly Line[]): Step {
  const hold = holdOf(state, facts);
  const wanted = hold && !saysWhen(wish) ? { ...wish, date: hold.date, time: hold.time } : wish;
  const next = withWish(omit(state, 'draft', 'wish'), { ...state.wish, ...wanted });
  const step = takeService(next, facts, service);
  return lead.length === 0 ? step : led(step, lead);
}

function same(state: DialogueState, facts: Facts, service: Service, wish: Wish, meaning: Meaning, lead: readonly Line[]): Step {
  const draft: Draft = state.draft ?? { serviceId: service.id };
  const { staff, ...when } = wish;
  const person = staff === undefined || staff === ANYONE_WILL_DO ? undefined : facts.staff.find(({ id }) => id === staff);
  if (person && !peopleFor(facts, service).includes(person)) {
    const cannot = line('does_not_do', { staff: nameOf(person), service: nameOf(service) });
    const next = looking(withWish(state, when), { ...meaning, keepsDraft: true });
    return go(next, facts, { at: 'people' }, { lead: [...lead, cannot] });
  }
  const chosen = staff === undefined ? draft : { ...omit(draft, 'staffId'), ...(person ? { staffId: person.id } : {}) };
  const hold = holdOf(state, facts);
  const base = baseOf(state, facts);
  // Only somebody else: on the day, or at the time, that was being spoken of.
  const kept: Wish =
    !saysWhen(when) && base ? { date: base.date, ...(base.time === undefined ? {} : { time: base.time }) } : when;
  const wanted = { ...state.wish, ...kept };
  const noPerson =
    meaning.not?.staff !== undefined && staff === ANYONE_WILL_DO ? butOne(facts, service, meaning.not.staff) : undefined;
  const next = { ...state, draft: noPerson === undefined ? chosen : { ...chosen, staffId: noPerson } };
  if (hold && !changesPerson(hold.staffId, staff, when) && saysWhen(when) && isHeld(when, hold))
    return go(next, facts, { at: 'confirm_hold' }, { lead });
  if (hold && (!meaning.keepsDraft || changesPerson(hold.staffId, staff, when))) {
    return release(omit(next, 'looking'), facts, { seek: settled(next, facts, wanted), lead });
  }
  if (meaning.noSuchDay && !saysWhen(when)) return go(next, facts, { at: 'days', from: facts.today }, { lead });
  if (staff === undefined && !saysWhen(wanted)) return asked(next, facts, lead);
  return seek(looking(next, meaning), facts, wanted, { lead });
}

/** "Tomorrow", where tomorrow is what is held. */
function isHeld({ date, time, ...more }: Wish, hold: { readonly date: string; readonly time: string }): boolean {
  return (date === undefined || date === hold.date) && (time === undefined || time === hold.time) && !saysWhen(more);
}

/** Another person at the same time needs the old claim released first, as both are the customer's. */
function changesPerson(held: string, staff: string | undefined, when: Wish): boolean {
  return staff !== undefined && staff !== ANYONE_WILL_DO && staff !== held && !saysWhen(when);
}

/** "Anyone but José" is one person where two do it. */
function butOne(facts: Facts, service: Service, not: string): string | undefined {
  const [only, ...more] = peopleFor(facts, service).filter(({ id }) => id !== not);
  return only && more.length === 0 ? only.id : undefined;
}

/** A wish without anything new in it: what was asked is asked again. */
function asked(state: DialogueState, facts: Facts, lead: readonly Line[]): Step {
  return go(state, facts, state.view.at === 'menu' ? { at: 'days', from: facts.today } : state.view, { lead });
}

function moveInstead(state: DialogueState, facts: Facts, bookingId: string, wish: Wish): Step | undefined {
  const booking = upcomingOf(facts, bookingId);
  if (!booking) return undefined;
  const draft: Draft = { serviceId: booking.serviceId, movingId: booking.id, staffId: booking.staffId };
  return seek({ ...state, draft }, facts, { ...wish, date: wish.date ?? booking.date });
}

/** Puts lines before what a step says, or will say once its search is answered. */
function led(step: Step, lead: readonly Line[]): Step {
  const { asking } = step.state;
  if (asking && 'lead' in asking) return asks({ ...step.state }, lastAsk(step), { ...asking, lead: [...lead, ...asking.lead] });
  return {
    ...step,
    effects: step.effects.map((effect) =>
      effect.kind === 'say' ? { ...effect, say: { ...effect.say, text: [...lead, ...effect.say.text] } } : effect,
    ),
  };
}

function lastAsk(step: Step) {
  const effect = step.effects.at(-1);
  if (!effect || effect.kind === 'say' || effect.kind === 'hand_over')
    throw new RangeError('a step that asks has an effect that asks');
  return effect;
}
