import type { Wish } from '#contracts/meaning.ts';
import type { Slot } from '#contracts/scheduling.ts';
import { fits, saysTime, theOne } from './fits.ts';
import { go, said } from './go.ts';
import { holdOf, plusDays, serviceOf } from './known.ts';
import { omit } from './omit.ts';
import { distinct, personFor, sayAlternatives, sayDays, sayTimes } from './says-times.ts';
import type { Asking, DialogueState, Draft } from './state.ts';
import type { Facts, Step } from './step.ts';
import { takeStart } from './take.ts';
import { type Line, line } from '#core/texts/texts.ts';

type Of<F extends Asking['for']> = Extract<Asking, { for: F }>;

const MOST_STARTS = 6;
const MOST_DAYS = 7;

/** The free times of one day: the one that was asked for, those that fit what was said, or all of them. */
export function onTimes(state: DialogueState, asking: Of<'times'>, found: readonly Slot[], facts: Facts): Step {
  const { draft } = state;
  if (!draft) return go(state, facts, { at: 'services' });
  const { date, wish = {}, lead, page } = asking;
  const slots = distinct(facts, draft, found).filter((slot) => slot.date === date);
  const fitting = slots.filter((slot) => fits(slot, omit(wish, 'date', 'dateFrom', 'dateTo', 'weekdays'), facts.zone));
  const one = theOne(fitting, wish);
  if (one) return offer(state, draft, facts, one, lead);
  const hold = holdOf(state, facts);
  // The time that they hold is theirs, and neither free nor taken.
  if (hold && fitting.length === 0 && hold.date === date && hold.time === wish.time)
    return go(state, facts, { at: 'confirm_hold' }, { lead });
  if (slots.length === 0) return go(state, facts, { at: 'days', from: date }, { lead: [...lead, line('day_full', { date })] });
  const shown = fitting.length > 0 && saysTime(wish) ? fitting : slots;
  const missing = saysTime(wish) && fitting.length === 0 ? [notThen(wish, slots)] : [];
  const say = sayTimes(facts, draft, date, shown, [...lead, ...missing]);
  return said({ ...state, view: { at: 'times', date } }, facts, page > 0 ? { ...say, page } : say);
}

/** The starts of some days that fit what was said: taken, listed, or by day where nothing was said about the time. */
export function onFitting(state: DialogueState, asking: Of<'fitting'>, found: readonly Slot[], facts: Facts): Step {
  const { draft } = state;
  const service = serviceOf(facts, draft?.serviceId);
  if (!draft || !service) return go(state, facts, { at: 'services' });
  const { from, to, wish, lead } = asking;
  const fitting = distinct(facts, draft, found).filter(
    (slot) => slot.date >= from && slot.date <= to && fits(slot, wish, facts.zone),
  );
  const [first] = fitting;
  if (!first) return go(state, facts, { at: 'days', from }, { lead: [...lead, line('none_fits', { from, to })] });
  const one = wish.pick === undefined && fitting.length > 1 ? undefined : theOne(fitting, wish);
  if (one) return offer(state, draft, facts, one, lead);
  const days = Map.groupBy(fitting, ({ date }) => date);
  if (days.size === 1) {
    return said({ ...state, view: { at: 'times', date: first.date } }, facts, sayTimes(facts, draft, first.date, fitting, lead));
  }
  if (saysTime(wish)) {
    const starts = spread([...days.values()]).map((slot) => omit(slot, 'endsAt'));
    return said(
      { ...state, view: { at: 'alternatives', starts } },
      facts,
      sayAlternatives(facts, draft, starts, lead, line('these_fit')),
    );
  }
  const shown = new Set([...days.keys()].slice(0, MOST_DAYS));
  const slots = fitting.filter(({ date }) => shown.has(date));
  const last = plusDays(facts.today, service.horizonDays);
  const until = [...shown].at(-1) ?? to;
  const week = { slots, from, to: until, last, first: from === facts.today };
  return said({ ...state, view: { at: 'days', from } }, facts, sayDays(facts, draft, week, lead));
}

/** Held at once; or, while another time is held and this was only a question, offered beside it. */
function offer(state: DialogueState, draft: Draft, facts: Facts, slot: Slot, lead: readonly Line[]): Step {
  if (state.looking !== true || state.holdId === undefined)
    return takeStart(state, facts, slot.startsAt, personFor(facts, draft, slot), toldBeside(lead));
  const starts = [omit(slot, 'endsAt')];
  const free = line('time_is_free', { date: slot.date, time: slot.time });
  return said({ ...state, view: { at: 'alternatives', starts } }, facts, sayAlternatives(facts, draft, starts, lead, free));
}

/** The question that comes next names the service, its price and the time itself. */
export function toldBeside(lead: readonly Line[]): readonly Line[] {
  return lead.filter(({ key }) => !['service_chosen', 'moving'].includes(key));
}

/** Of each day its first start, then more of them, in order of time. */
function spread(days: readonly (readonly Slot[])[]): readonly Slot[] {
  const chosen: Slot[] = [];
  for (let n = 0; chosen.length < MOST_STARTS && days.some((day) => n < day.length); n += 1) {
    for (const day of days) {
      const slot = day[n];
      if (slot && chosen.length < MOST_STARTS) chosen.push(slot);
    }
  }
  return chosen.toSorted((a, b) => a.startsAt - b.startsAt);
}

/** A time that is free is not called taken, also where what else was said about it rules it out. */
function notThen({ time }: Wish, slots: readonly Slot[]): Line {
  const taken = time !== undefined && time !== 'any' && !slots.some((slot) => slot.time === time);
  return taken ? line('time_not_free', { time }) : line('none_then');
}
