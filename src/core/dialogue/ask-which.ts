import type { Meaning } from '#contracts/meaning.ts';
import { said } from './go.ts';
import { choiceId } from './ids.ts';
import { nameOf, serviceOf } from './known.ts';
import { buttons } from './says.ts';
import { baseOf } from './seek.ts';
import type { DialogueState } from './state.ts';
import type { Choice, Facts, Step } from './step.ts';
import { type Line, line, verbatim } from '#core/texts/texts.ts';

type Reading = NonNullable<Meaning['alternatives']>[number];

/** What could be meant either way is asked, with a button for each. Nothing when the readings cannot be shown. */
export function askWhich(
  state: DialogueState,
  facts: Facts,
  readings: readonly Reading[],
  lead: readonly Line[],
): Step | undefined {
  const choices = readings.flatMap((reading) => choiceOf(state, facts, reading) ?? []);
  if (choices.length < 2) return undefined;
  return said(state, facts, buttons([...lead, line('which_do_you_mean')], ...choices));
}

function choiceOf(state: DialogueState, facts: Facts, { services, staff, date, dateFrom, time }: Reading): Choice | undefined {
  const service = serviceOf(facts, services?.[0]);
  if (service) return { id: choiceId('service', service.id), title: verbatim(nameOf(service)) };
  const person = facts.staff.find(({ id }) => id === staff);
  if (person) return { id: choiceId('staff', person.id), title: verbatim(nameOf(person)) };
  const day = date === 'any' ? undefined : (date ?? baseOf(state, facts)?.date);
  if (time !== undefined && time !== 'any' && day !== undefined) {
    return { id: choiceId('time', day, time), title: line('moment', { date: day, time }) };
  }
  if (date !== undefined && day !== undefined) return { id: choiceId('day', day), title: line('day_title', { date: day }) };
  return dateFrom === undefined ? undefined : { id: choiceId('days', dateFrom), title: line('from_day', { date: dateFrom }) };
}
