import type { Service } from '#contracts/records/catalog.ts';
import type { Slot } from '#contracts/scheduling.ts';
import { ANYONE, choiceId } from './ids.ts';
import { nameOf, plusDays, upcomingOf } from './known.ts';
import { START_OVER, buttons, list } from './says.ts';
import type { Draft, Start } from './state.ts';
import type { Choice, Facts, Say } from './step.ts';
import { type Line, line, verbatim } from '#core/texts/texts.ts';

type Lead = readonly Line[];

/**
 * The staff member to name when this start is chosen. `undefined` if the customer has no preference, so that the fair choice is
 * made when the time is claimed, and in a move that keeps the booking's person or lack of preference.
 */
export function personFor(facts: Facts, draft: Draft, start: Pick<Start, 'staffId'>): string | undefined {
  const moving = upcomingOf(facts, draft.movingId);
  if (!moving) return draft.staffId === undefined ? undefined : start.staffId;
  const stays = draft.staffId === moving.staffId || (draft.staffId === undefined && moving.chosenBecause === 'least_booked');
  return stays ? undefined : start.staffId;
}

function startId(facts: Facts, draft: Draft, start: Pick<Start, 'startsAt' | 'staffId'>): string {
  const person = personFor(facts, draft, start) ?? ANYONE;
  if (draft.movingId !== undefined) return choiceId('to', start.startsAt, person, draft.movingId);
  return choiceId('at', start.startsAt, person, draft.serviceId);
}

/** One slot per start, no matter who is free. Leaves out the current start of the booking being moved. */
export function distinct<T extends Pick<Slot, 'startsAt' | 'staffId'>>(
  facts: Facts,
  draft: Draft,
  slots: readonly T[],
): readonly T[] {
  const moving = upcomingOf(facts, draft.movingId);
  const seen = new Set(moving ? [moving.startsAt] : []);
  return slots.filter(({ startsAt }) => !seen.has(startsAt) && seen.add(startsAt));
}

export interface Week {
  readonly slots: readonly Slot[];
  readonly from: string;
  readonly to: string;
  /** Nothing is free before this week. */
  readonly first: boolean;
  readonly last: string;
}

export function sayDays(facts: Facts, draft: Draft, week: Week, lead: Lead): Say {
  const days = Map.groupBy(week.slots, ({ date }) => date);
  const [earliest] = week.slots;
  const choices: Choice[] = [];
  if (earliest && week.first)
    choices.push({
      id: startId(facts, draft, earliest),
      title: line('earliest'),
      description: line('moment', momentOf(earliest)),
    });
  for (const [date, slots] of days) {
    const about = { count: slots.length, first: slots[0]?.time ?? '', last: slots.at(-1)?.time ?? '' };
    choices.push({ id: choiceId('day', date), title: line('day_title', { date }), description: line('day_about', about) });
  }
  if (week.to < week.last) choices.push({ id: choiceId('days', plusDays(week.to, 1)), title: line('next_week') });
  if (!week.first) choices.push({ id: choiceId('before', week.from), title: line('previous_week') });
  return list([...lead, line('ask_day')], line('open_days'), choices);
}

export function sayTimes(facts: Facts, draft: Draft, date: string, slots: readonly Slot[], lead: Lead): Say {
  const parts = Map.groupBy(slots, ({ time }) => (time < '12' ? 'morning' : time < '18' ? 'afternoon' : 'evening'));
  const sections = [...parts].map(([part, of]) => ({
    title: line(part),
    choices: of.map((slot): Choice => ({ id: startId(facts, draft, slot), title: line('time_title', { time: slot.time }) })),
  }));
  sections.at(-1)?.choices.push({ id: choiceId('days', facts.today), title: line('other_day') });
  return {
    ...list([...lead, line('ask_time', { date })], line('open_times'), []),
    choices: { open: line('open_times'), sections },
  };
}

export function sayAlternatives(
  facts: Facts,
  draft: Draft,
  starts: readonly Start[],
  lead: Lead,
  ask: Line = line('ask_alternative'),
): Say {
  const choices = starts.map((start): Choice => {
    const person = draft.staffId === undefined ? undefined : facts.staff.find(({ id }) => id === start.staffId);
    return {
      id: startId(facts, draft, start),
      title: line('moment', momentOf(start)),
      ...(person ? { description: verbatim(nameOf(person)) } : {}),
    };
  });
  const other = { id: choiceId('days', facts.today), title: line('other_day') };
  return list([...lead, ask], line('open_times'), [...choices, other]);
}

/** Nothing is free up to the horizon: offers another person or another service. */
export function sayNoTimes(facts: Facts, service: Service, draft: Draft, lead: Lead): Say {
  const person = facts.staff.find(({ id }) => id === draft.staffId);
  const others = person !== undefined && service.staffIds.length > 1;
  return buttons(
    [...lead, line('no_times', { service: nameOf(service), staff: person ? nameOf(person) : '' })],
    ...(others ? [{ id: 'people', title: line('button_other_person') }] : []),
    ...(draft.movingId === undefined ? [{ id: 'services', title: line('button_other_service') }] : []),
    START_OVER,
  );
}

function momentOf({ date, time }: Start): { date: string; time: string } {
  return { date, time };
}
