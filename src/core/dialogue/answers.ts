import type { Intent, Meaning } from '#contracts/meaning.ts';
import type { Service } from '#contracts/records/catalog.ts';
import { wallTimeOf } from '#core/understanding/hours.ts';
import { aside, go, said } from './go.ts';
import { descriptionOf, holdOf, nameOf, peopleFor, serviceOf, wallOf } from './known.ts';
import { openHours, openOn } from './open-hours.ts';
import { plain } from './plain.ts';
import { BOOK, buttons } from './says.ts';
import type { DialogueState } from './state.ts';
import type { Choice, Facts, Say, Step } from './step.ts';
import type { Span } from '#core/understanding/setting.ts';
import { type Line, type TextKey, line, verbatim } from '#core/texts/texts.ts';

/** More than these in one message is a catalogue, not an answer. */
const MOST_LINES = 12;

const PERSON: Choice = { id: 'person', title: line('button_person') };

/**
 * Answers a question from the catalogue and the profile, and asks again what was asked: the draft and a held time stay where they are. What
 * is written nowhere is not made up; a person is offered instead.
 */
export function answer(state: DialogueState, facts: Facts, meaning: Meaning, intent: Intent, first: boolean): Step {
  if (intent === 'address') return beside(state, facts, sayLocation(facts), meaning);
  if (intent === 'pictures') return aside(state, sayPicture(state, facts));
  const lines = answersTo([intent, ...(meaning.also ?? [])], state, facts, meaning);
  const unknown = lines.some(({ key }) => OPEN_ANSWERS.includes(key));
  const hello = first ? [line('hello', { tenant: plain(facts.tenantName, 80), name: plain(facts.customerName, 40) })] : [];
  return standing(state, facts, [...hello, ...lines], unknown);
}

/** What a wish asks besides, answered first: "how much is it, and can I come at twelve?" */
export function leadOf(facts: Facts, state: DialogueState, meaning: Meaning): Line[] {
  return answersTo(meaning.also ?? [], state, facts, meaning, true);
}

const QUESTIONS: readonly Intent[] = ['price', 'duration', 'hours', 'address', 'service_info', 'staff_info', 'policy', 'other'];
/** Answers that leave something open, for which a person is offered. */
const OPEN_ANSWERS: readonly TextKey[] = ['cannot_tell', 'cannot_tell_rest', 'we_offer'];

/** What is known, in the order in which it was asked, and once that the rest is not. */
function answersTo(intents: readonly Intent[], state: DialogueState, facts: Facts, meaning: Meaning, besideWish = false): Line[] {
  const asked = intents.filter((intent) => QUESTIONS.includes(intent));
  const answers = asked.map((intent) => linesFor(intent, state, facts, meaning));
  const known = answers.flat();
  if (answers.every((lines) => lines.length > 0) && asked.length > 0) return known;
  if (known.length > 0 || (besideWish && asked.length > 0)) return [...known, line('cannot_tell_rest')];
  return besideWish ? [] : [line('cannot_tell')];
}

function linesFor(intent: Intent, state: DialogueState, facts: Facts, meaning: Meaning): Line[] {
  const service = serviceOf(facts, meaning.services?.[0]) ?? serviceOf(facts, state.draft?.serviceId);
  switch (intent) {
    case 'price':
      return service ? [line('price_is', { service: nameOf(service), price: service.price })] : priceList(facts);
    case 'duration':
      return duration(state, facts, service);
    case 'hours':
      return hours(facts, meaning);
    case 'staff_info':
      return people(facts, service, meaning);
    case 'service_info':
      return about(state, facts, meaning, service);
    case 'address':
      return facts.address === undefined
        ? [line('no_address')]
        : [line('where', { tenant: plain(facts.tenantName, 80), address: plain(facts.address, 200) })];
    default:
      return [];
  }
}

/** A service that is named; what is written of the one in the draft; without one, what there is. */
function about({ draft }: DialogueState, facts: Facts, { services }: Meaning, service: Service | undefined): Line[] {
  if (!service) return draft || facts.services.length === 0 ? [] : [weOffer(facts)];
  const { durationMinutes: minutes, price } = service;
  const description = descriptionOf(service);
  const told = line('service_chosen', { service: nameOf(service), minutes, price, description });
  if (services?.[0] !== undefined) return [told];
  return description === '' ? [] : [told, line('more_from_team')];
}

function weOffer({ services }: Facts): Line {
  return line('we_offer', { names: services.slice(0, MOST_LINES).map(nameOf) });
}

function priceList({ services }: Facts): Line[] {
  const listed = services.slice(0, MOST_LINES).map((service) => ({ service: nameOf(service), price: service.price }));
  return listed.length > 0 ? [line('price_list', { services: listed })] : [];
}

function duration(state: DialogueState, facts: Facts, service: Service | undefined): Line[] {
  if (!service) return [];
  const hold = holdOf(state, facts);
  const lasts = line('lasts', { service: nameOf(service), minutes: service.durationMinutes });
  return hold?.serviceId === service.id ? [lasts, line('over_at', { time: wallOf(hold.endsAt, facts.zone).time })] : [lasts];
}

function hours(facts: Facts, { weekdays, date }: Meaning): Line[] {
  const open = openHours(facts.staff);
  if (open.size === 0) return [];
  if (weekdays === undefined && date !== undefined && date !== 'any')
    return [line('hours_on', { date, spans: openOn(facts, date).map(written) })];
  const days = [1, 2, 3, 4, 5, 6, 7]
    .filter((weekday) => weekdays?.includes(weekday) ?? true)
    .map((weekday) => ({ weekday, spans: (open.get(weekday) ?? []).map(written) }));
  return [line('hours_are', { days })];
}

function written([from, until]: Span): { from: string; until: string } {
  return { from: wallTimeOf(from), until: wallTimeOf(Math.min(until, 24 * 60 - 1)) };
}

function people(facts: Facts, service: Service | undefined, { staff, weekdays, date }: Meaning): Line[] {
  const person = facts.staff.find(({ id }) => id === staff);
  if (!person) {
    const names = (service ? peopleFor(facts, service) : facts.staff).slice(0, MOST_LINES).map(nameOf);
    return names.length === 0
      ? []
      : [service ? line('who_does', { service: nameOf(service), names }) : line('who_we_are', { names })];
  }
  const works = [...new Set(person.weeklyHours.map(({ weekday }) => weekday))].toSorted((a, b) => a - b);
  const does =
    service && !peopleFor(facts, service).includes(person)
      ? [line('does_not_do', { staff: nameOf(person), service: nameOf(service) })]
      : [];
  const title = person.title === undefined ? [] : [verbatim(`${nameOf(person)}: ${plain(person.title, 72)}`)];
  if (works.length === 0) return [...title, ...does];
  const asked = weekdays?.[0] ?? (date === undefined || date === 'any' ? undefined : Temporal.PlainDate.from(date).dayOfWeek);
  const days =
    asked === undefined
      ? line('works_on', { staff: nameOf(person), weekdays: works })
      : line('works_that_day', { staff: nameOf(person), weekday: asked, works: works.includes(asked) });
  return [...title, ...does, days];
}

const ASKS_NOTHING: readonly DialogueState['view']['at'][] = ['menu', 'bookings', 'booking'];

/** What has nothing to do with the business gets one sentence. */
export function offTopic(state: DialogueState, facts: Facts): Step {
  return standing(state, facts, [line('off_topic', { tenant: plain(facts.tenantName, 80) })], true);
}

/** The answer, and then what was asked before it. */
function standing(state: DialogueState, facts: Facts, lines: readonly Line[], unknown: boolean): Step {
  if (!ASKS_NOTHING.includes(state.view.at)) return go(state, facts, state.view, { lead: [...lines] });
  const choices = [...(unknown ? [PERSON] : []), ...(facts.services.length > 0 ? [BOOK] : [])];
  return choices.length > 0 ? said(state, facts, buttons(lines, ...choices)) : aside(state, { text: lines });
}

function beside(state: DialogueState, facts: Facts, say: Say, meaning: Meaning): Step {
  const more = (meaning.also ?? []).flatMap((intent) => linesFor(intent, state, facts, meaning));
  return aside(state, { ...say, text: [...say.text, ...more] });
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
  if (service?.picture !== undefined) return { text: [verbatim(nameOf(service))], picture: service.picture };
  if (facts.picture === undefined) return { text: [line('no_pictures')] };
  return { text: [verbatim(plain(facts.tenantName, 80))], picture: facts.picture };
}
