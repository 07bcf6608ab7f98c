import type { Meaning } from '#contracts/meaning.ts';
import type { Catalogue, KnownBooking, Setting, Span } from '#core/understanding/setting.ts';
import { understand } from '#core/understanding/understand.ts';

const WORKDAY: readonly Span[] = [[9 * 60 + 30, 19 * 60 + 30]];

/** A desk that does a little of every trade: open Tuesday to Friday half past nine to half past seven, Saturday until three. */
export const catalogue: Catalogue = {
  services: [
    { id: 'cut_w', names: ["Women's cut & blow-dry"] },
    { id: 'cut_m', names: ["Men's cut"] },
    { id: 'cut_k', names: ["Kids' cut (under 12)"] },
    { id: 'color', names: ['Root colour'] },
    { id: 'mani', names: ['Manicure'] },
    { id: 'brows', names: ['Eyebrow shaping'] },
    { id: 'physio', names: ['Physiotherapy session'] },
    { id: 'cleaning', names: ['Dental cleaning (hygienist)'] },
    { id: 'oil', names: ['Oil change'] },
    { id: 'tyres', names: ['Tyre change (set of 4)'] },
  ],
  staff: [
    { id: 'mara', name: 'Mara' },
    { id: 'jose', name: 'José' },
    { id: 'rosa', name: 'Rosa' },
    { id: 'may', name: 'May' },
    { id: 'will', name: 'Will' },
  ],
  hours: new Map([
    [2, WORKDAY],
    [3, WORKDAY],
    [4, WORKDAY],
    [5, WORKDAY],
    [6, [[9 * 60, 15 * 60]]],
  ]),
};

export const booked: KnownBooking = {
  id: 'b1',
  serviceId: 'cut_m',
  staffId: 'jose',
  date: '2026-10-14',
  time: '17:00',
  minutes: 30,
};
export const second: KnownBooking = {
  id: 'b2',
  serviceId: 'mani',
  staffId: 'rosa',
  date: '2026-10-16',
  time: '11:00',
  minutes: 40,
};

/** Wednesday, 7 October 2026, 10:00. */
export const NOW: Setting = {
  place: 'start',
  today: '2026-10-07',
  time: '10:00',
  monthFirst: false,
  language: 'en',
  catalogue,
  draft: {},
  shownTimes: [],
  shownDay: undefined,
  bookings: [],
};

export const at = {
  start: {},
  service: { place: 'choose_service' },
  staff: { place: 'choose_staff', draft: { serviceId: 'cut_w' } },
  day: { place: 'choose_day', draft: { serviceId: 'cut_w', staffId: 'mara' } },
  time: {
    place: 'choose_time',
    draft: { serviceId: 'cut_w', staffId: 'mara', date: '2026-10-09' },
    shownDay: '2026-10-09',
    shownTimes: ['10:00', '12:30', '15:00', '17:45'],
  },
  confirm: { place: 'confirm', draft: { serviceId: 'cut_w', staffId: 'mara', date: '2026-10-09', time: '15:00' } },
  booked: { bookings: [booked] },
  two: { bookings: [booked, second] },
} satisfies Record<string, Partial<Setting>>;

/** What is wanted, without what every meaning has. */
export function read(text: string, setting: Partial<Setting> = {}): Partial<Meaning> {
  const { question: _question, sure: _sure, keepsDraft, ...meaning } = understand(text, { ...NOW, ...setting });
  return keepsDraft ? meaning : { ...meaning, keepsDraft };
}
