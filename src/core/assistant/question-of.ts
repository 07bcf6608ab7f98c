import type { Question } from '#contracts/assistant.ts';
import type { Setting } from '#core/understanding/setting.ts';
import { withoutAddresses } from './without-addresses.ts';

/** Longer messages are not asked about: what is in them is for a person. */
const LONGEST = 1_000;
/** More services, people or bookings than these are not shown. */
const MOST_NAMED = 80;
const NAME = 60;

/** The ids of a question, and what they stand for. */
export interface Names {
  readonly services: ReadonlyMap<string, string>;
  readonly staff: ReadonlyMap<string, string>;
  readonly bookings: ReadonlyMap<string, string>;
}

export interface Asked {
  readonly question: Question;
  readonly names: Names;
}

/** The question about a message, with ids of its own. `undefined` for a message that is too long. */
export function questionOf(text: string, setting: Setting, zone: string): Asked | undefined {
  if (text.length > LONGEST) return undefined;
  const { catalogue, draft, place, shownDay, shownTimes, today, language = 'en', monthFirst } = setting;
  const services = catalogue.services.slice(0, MOST_NAMED);
  const staff = catalogue.staff.slice(0, MOST_NAMED);
  const bookings = setting.bookings.slice(0, MOST_NAMED);
  const [ofService, ofStaff] = [shortIds('s', services), shortIds('p', staff)];
  const ofBooking = shortIds('b', bookings);
  const question: Question = {
    text: withoutAddresses(text.toWellFormed()),
    asked: place,
    draft: {
      ...optional('service', ofService.get(draft.serviceId ?? '')),
      ...optional('staff', ofStaff.get(draft.staffId ?? '')),
      ...optional('date', draft.date),
      ...optional('time', draft.time),
    },
    shown: { ...optional('day', shownDay), times: shownTimes },
    bookings: bookings.map(({ id, serviceId, staffId, date, time }) => ({
      id: ofBooking.get(id) ?? '',
      ...optional('service', ofService.get(serviceId)),
      ...optional('staff', ofStaff.get(staffId)),
      date,
      time,
    })),
    services: services.map(({ id, names }) => ({ id: ofService.get(id) ?? '', name: oneLine(names[0] ?? '') })),
    staff: staff.map(({ id, name }) => ({ id: ofStaff.get(id) ?? '', name: oneLine(name) })),
    today,
    zone,
    language,
    monthFirst,
  };
  return { question, names: { services: inverse(ofService), staff: inverse(ofStaff), bookings: inverse(ofBooking) } };
}

function shortIds(letter: string, all: readonly { readonly id: string }[]): ReadonlyMap<string, string> {
  return new Map(all.map(({ id }, n) => [id, `${letter}${n + 1}`]));
}

function inverse(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map(Array.from(map, ([long, short]) => [short, long]));
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: string });
}

function oneLine(name: string): string {
  return name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME)
    .toWellFormed();
}
