import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Catalogue, Setting, Span } from '#core/understanding/setting.ts';
import { LANGUAGES } from '#core/understanding/language.ts';
import { minutesIn } from '#core/understanding/hours.ts';

/** What an item means, as the corpus writes it: absent is not said. */
const means = z.looseObject({
  intent: z.string().optional(),
  also: z.array(z.string()).optional(),
  service: z.string().optional(),
  services: z.array(z.string()).optional(),
  staff: z.string().optional(),
  date: z.string().optional(),
  date_from: z.string().optional(),
  date_to: z.string().optional(),
  weekdays: z.array(z.number()).optional(),
  time: z.string().optional(),
  time_from: z.string().optional(),
  time_to: z.string().optional(),
  done_by: z.string().optional(),
  part_of_day: z.string().optional(),
  pick: z.string().optional(),
  shift_minutes: z.number().optional(),
  shift_days: z.number().optional(),
  party: z.number().optional(),
  which_booking: z.string().optional(),
  recur_weeks: z.number().optional(),
  late_minutes: z.number().optional(),
  fuzzy: z.boolean().optional(),
  keeps_draft: z.boolean().optional(),
});
export type Means = z.infer<typeof means>;

const item = z.object({
  id: z.string(),
  lang: z.string(),
  region: z.string(),
  zone: z.string(),
  now: z.string(),
  business: z.string(),
  state: z.string(),
  text: z.string(),
  draft: z
    .object({
      service: z.string().nullish(),
      staff: z.string().nullish(),
      date: z.string().nullish(),
      time: z.string().nullish(),
    })
    .optional(),
  shown: z.object({ day: z.string(), times: z.array(z.string()) }).optional(),
  bookings: z
    .array(z.object({ id: z.string(), service: z.string(), staff: z.string(), date: z.string(), time: z.string() }))
    .optional(),
  means: means.extend({ ambiguous: z.array(means).optional() }),
  hard: z.number().optional(),
  tags: z.array(z.string()).default([]),
});
export type Item = z.infer<typeof item>;

const businesses = z.object({
  businesses: z.record(
    z.string(),
    z.object({
      hours: z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))),
      services: z.array(z.object({ id: z.string(), minutes: z.number(), names: z.record(z.string(), z.string()) })),
      staff: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  ),
});

export async function readItems(file: string): Promise<readonly Item[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => item.parse(JSON.parse(line)));
}

export interface Business {
  readonly catalogue: Catalogue;
  readonly minutes: ReadonlyMap<string, number>;
}

export async function readBusinesses(file: string): Promise<ReadonlyMap<string, Business>> {
  const read = businesses.parse(JSON.parse(await readFile(file, 'utf8')));
  return new Map(
    Object.entries(read.businesses).map(([id, { services, staff, hours }]) => [
      id,
      {
        minutes: new Map(services.map(({ id, minutes }) => [id, minutes])),
        catalogue: {
          services: services.map(({ id, names }) => ({ id, names: Object.values(names) })),
          staff,
          hours: new Map(
            Object.entries(hours).map(([weekday, spans]) => [
              Number(weekday),
              spans.map(([from, until]): Span => [minutesIn(from), minutesIn(until)]),
            ]),
          ),
        },
      },
    ]),
  );
}

const PLACES: Readonly<Record<string, Setting['place']>> = {
  start: 'start',
  choose_service: 'choose_service',
  choose_staff: 'choose_staff',
  choose_day: 'choose_day',
  choose_time: 'choose_time',
  confirm: 'confirm',
  booked: 'start',
  two_bookings: 'start',
};
/** The language in which the bot of that region speaks by default. */
const SPOKEN: Readonly<Record<string, string>> = {
  US: 'en',
  GB: 'en',
  AU: 'en',
  IN: 'en',
  ES: 'es',
  MX: 'es',
  AR: 'es',
  BR: 'pt',
  PT: 'pt',
};

export function settingOf({ region, now, state, draft, shown, bookings }: Item, { catalogue, minutes }: Business): Setting {
  const spoken = SPOKEN[region] ?? region.toLowerCase();
  const [today = '', time = ''] = now.split('T');
  return {
    place: PLACES[state] ?? 'start',
    today,
    time,
    monthFirst: region === 'US',
    language: LANGUAGES.find((one) => one === spoken),
    catalogue,
    draft: {
      ...(draft?.service ? { serviceId: draft.service } : {}),
      ...(draft?.staff ? { staffId: draft.staff } : {}),
      ...(draft?.date ? { date: draft.date } : {}),
      ...(draft?.time ? { time: draft.time } : {}),
    },
    shownTimes: shown?.times ?? [],
    shownDay: shown?.day,
    bookings: (bookings ?? []).map(({ id, service, staff, date, time }) => ({
      id,
      serviceId: service,
      staffId: staff,
      date,
      time,
      minutes: minutes.get(service) ?? 30,
    })),
  };
}
