import type { Wish } from '#contracts/meaning.ts';
import { saysTime, saysWhen } from './fits.ts';
import { type Manner, clamp, findSlots, go } from './go.ts';
import { holdOf, plusDays, serviceOf, upcomingOf, wallOf } from './known.ts';
import { omit } from './omit.ts';
import type { DialogueState } from './state.ts';
import type { Facts, Step } from './step.ts';
import { line } from '#core/texts/texts.ts';

/** How far a search without an end looks, in days. */
const AHEAD = 20;
/** The most days that one search may span. */
const LONGEST = 61;

/** Looks for what was said about day and time, and asks for the day where nothing was. */
export function seek(was: DialogueState, facts: Facts, wish: Wish, manner: Manner = {}): Step {
  const state = omit(was, 'wish');
  const { lead = [] } = manner;
  const service = serviceOf(facts, state.draft?.serviceId);
  if (!service) return go({ ...state, wish }, facts, { at: 'services' }, manner);
  const wanted = settled(state, facts, wish);
  const last = plusDays(facts.today, service.horizonDays);
  const date = wanted.date === 'any' ? undefined : wanted.date;
  if (date !== undefined) {
    if (date < facts.today || date > last) return go(state, facts, { at: 'times', date }, manner);
    return findSlots({ ...state, view: { at: 'times', date } }, date, date, { for: 'times', date, wish: wanted, lead, page: 0 });
  }
  if (!saysWhen(omit(wanted, 'date', 'pick'))) {
    return go(state, facts, { at: 'days', from: facts.today }, { ...manner, earliest: wanted.pick === 'earliest' });
  }
  const first = wanted.dateFrom ?? facts.today;
  if (first > last) {
    const beyond = line('not_free', { why: 'beyond_horizon' });
    return go(state, facts, { at: 'days', from: last }, { ...manner, lead: [...lead, beyond] });
  }
  const from = clamp(first, facts.today, last);
  const to = clamp(wanted.dateTo ?? plusDays(from, AHEAD), from, clamp(plusDays(from, LONGEST), from, last));
  return findSlots({ ...state, view: { at: 'days', from } }, from, to, { for: 'fitting', from, to, wish: wanted, lead, page: 0 });
}

/** "Half an hour later", a bare hour, the same day: worked out against what is held, shown or moved. */
export function settled(state: DialogueState, facts: Facts, wish: Wish): Wish {
  const { shiftMinutes, shiftDays, ...plain } = wish;
  const base = baseOf(state, facts);
  if (base && (shiftMinutes !== undefined || shiftDays !== undefined)) {
    // One after the other: a duration cannot be a day earlier and an hour later.
    const at = Temporal.PlainDateTime.from(`${base.date}T${base.time ?? '00:00'}`)
      .add({ days: shiftDays ?? 0 })
      .add({ minutes: shiftMinutes ?? 0 });
    const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
    return { ...plain, date: at.toPlainDate().toString(), ...(shiftMinutes === undefined ? {} : { time }) };
  }
  const dayless = [plain.date, plain.dateFrom, plain.dateTo, plain.weekdays].every((one) => one === undefined);
  return base && dayless && saysTime(plain) ? { ...plain, date: base.date } : plain;
}

/** The day, and time if there is one, that a wish is relative to. */
export function baseOf(state: DialogueState, facts: Facts): { readonly date: string; readonly time?: string } | undefined {
  const { view, draft } = state;
  const hold = holdOf(state, facts);
  if (hold) return { date: hold.date, time: hold.time };
  if (view.at === 'times') return { date: view.date };
  if (view.at === 'confirm_move') return wallOf(view.startsAt, facts.zone);
  if (view.at === 'alternatives' && view.starts[0]) return { date: view.starts[0].date };
  const moving = upcomingOf(facts, draft?.movingId);
  return moving && { date: moving.date, time: moving.time };
}
