import { describe, expect, it } from 'vitest';
import type { StaffMember } from '#contracts/records/catalog.ts';
import { judge, VERDICTS, type PersonTime } from '#core/booking/judge.ts';
import { unionOf, without } from '#core/booking/spans.ts';
import { venueCalendar } from '#core/booking/venue-calendar.ts';
import { workingTime } from '#core/booking/working-time.ts';
import { aMember } from './given.ts';

describe('one start of one person', () => {
  const verdict = (start: number, { person = {}, ...about }: About = {}) => {
    const time = { shifts: [100, 300], open: [100, 200, 220, 300], booked: [], held: [], ...person };
    const day = { at: [start], closed: false, beyondHorizon: false, full: undefined, ...about };
    return VERDICTS[judge([day], time, { before: 10, after: 20, now: 50, notBefore: 60, ...about })[0]!];
  };
  interface About {
    person?: Partial<PersonTime>;
    closed?: boolean;
    beyondHorizon?: boolean;
    full?: 'service_limit' | 'staff_limit';
    before?: number;
    notBefore?: number;
  }

  it.each<[string, number, About, string]>([
    ['buffers and all within the hours', 110, {}, 'free'],
    ['up to the last moment of them', 180, {}, 'free'],
    ['the buffer before reaches out of the hours', 109, {}, 'off'],
    ['the end reaches into the break', 181, {}, 'break'],
    ['the end reaches out of the hours', 281, {}, 'off'],
    ['already begun', 49, {}, 'past'],
    ['just now, with no notice asked for', 110, { notBefore: 50 }, 'free'],
    ['too soon', 110, { notBefore: 111 }, 'notice_too_short'],
    ['exactly at the notice', 110, { notBefore: 110 }, 'free'],
    ['a closed day', 110, { closed: true }, 'closed'],
    ['a day beyond the horizon', 110, { beyondHorizon: true }, 'beyond_horizon'],
    ['overlaps a booking', 150, { person: { booked: [120, 141] } }, 'taken'],
    ['begins, buffer included, where a booking ends', 150, { person: { booked: [120, 140] } }, 'free'],
    ['ends where a booking begins', 150, { person: { booked: [170, 180] } }, 'free'],
    ['overlaps a hold', 150, { person: { held: [169, 180] } }, 'held'],
    ['overlaps both', 150, { person: { booked: [120, 141], held: [169, 180] } }, 'taken'],
    ['free but for the service', 150, { full: 'service_limit' }, 'service_limit'],
    ['free but for the person', 150, { full: 'staff_limit' }, 'staff_limit'],
    ['taken on a full day', 150, { full: 'staff_limit', person: { booked: [150, 151] } }, 'taken'],
  ])('%s', (_, start, about, expected) => expect(verdict(start, about)).toBe(expected));
});

describe('spans', () => {
  it('join what touches, overlaps or lies within, in any order', () => {
    expect(unionOf([30, 40, 1, 5, 5, 9, 32, 35, 50, 50, 60, 55])).toEqual([1, 9, 30, 40]);
  });
  it('lose what is cut out of them', () => {
    expect(without([0, 10, 20, 30, 40, 50], [2, 4, 8, 22, 24, 26, 40, 50])).toEqual([0, 2, 4, 8, 22, 24, 26, 30]);
  });
});

describe('working time', () => {
  // 2026-12-02 is a Wednesday.
  const open = (differs: Partial<StaffMember>, { holidays = [] as string[], zone = 'UTC', date = '2026-12-02' } = {}) => {
    const spans = workingTime(venueCalendar(zone), aMember(differs), new Set(holidays), date, date).open;
    const clock = (at: number) => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toString().slice(8, 16);
    return spans.map(clock).join(' ');
  };
  const wednesday = (from: string, until: string) => [{ weekday: 3, from, until }];
  const tuesday = (from: string, until: string) => [{ weekday: 2, from, until }];
  const on = (date: string, ...hours: [string, string][]) => ({ date, hours: hours.map(([from, until]) => ({ from, until })) });

  it.each<[string, Partial<StaffMember>, Parameters<typeof open>[1], string]>([
    [
      'is that of the weekday',
      { weeklyHours: [...wednesday('09:00', '17:00'), ...tuesday('10:00', '11:00')] },
      {},
      '01T10:00 01T11:00 02T09:00 02T17:00',
    ],
    [
      'joins hours that meet',
      { weeklyHours: [...wednesday('09:00', '12:00'), ...wednesday('12:00', '15:00')] },
      {},
      '02T09:00 02T15:00',
    ],
    [
      'leaves breaks out',
      { weeklyHours: wednesday('09:00', '17:00'), breaks: wednesday('13:00', '14:00') },
      {},
      '02T09:00 02T13:00 02T14:00 02T17:00',
    ],
    ['runs over midnight', { weeklyHours: tuesday('22:00', '02:00') }, {}, '01T22:00 02T02:00'],
    ['ends a day at 24:00', { weeklyHours: wednesday('22:00', '24:00') }, {}, '02T22:00 03T00:00'],
    ['is nothing from a time to itself', { weeklyHours: wednesday('09:00', '09:00') }, {}, ''],
    [
      'has a break after midnight in a night shift',
      { weeklyHours: tuesday('22:00', '02:00'), breaks: wednesday('00:30', '01:00') },
      {},
      '01T22:00 02T00:30 02T01:00 02T02:00',
    ],
    [
      'is what an override says, without breaks',
      {
        weeklyHours: wednesday('09:00', '17:00'),
        breaks: wednesday('13:00', '14:00'),
        overrides: [on('2026-12-02', ['12:00', '15:00'])],
      },
      {},
      '02T12:00 02T15:00',
    ],
    ['is off by an override without hours', { weeklyHours: wednesday('09:00', '17:00'), overrides: [on('2026-12-02')] }, {}, ''],
    [
      'does not begin on a closed day, but may end there',
      { weeklyHours: [...tuesday('22:00', '02:00'), ...wednesday('09:00', '17:00')] },
      { holidays: ['2026-12-02'] },
      '01T22:00 02T02:00',
    ],
    [
      'begins after the hour that the clock skips',
      { weeklyHours: [{ weekday: 7, from: '02:30', until: '05:00' }] },
      { zone: 'Europe/Madrid', date: '2026-03-29' },
      '29T03:30 29T05:00',
    ],
    [
      'begins in the first of an hour that comes twice',
      { weeklyHours: [{ weekday: 7, from: '02:30', until: '03:00' }] },
      { zone: 'Europe/Madrid', date: '2026-10-25' },
      '25T02:30 25T03:00',
    ],
  ])('%s', (_, differs, about, expected) => expect(open(differs, about)).toBe(expected));
});

describe('a venue day', () => {
  const madrid = venueCalendar('Europe/Madrid');
  const hours = (date: string, calendar = madrid) => (calendar.day(date).end - calendar.day(date).start) / 3_600_000;

  it('is as long as the clock makes it', () => {
    expect([hours('2026-12-02'), hours('2026-03-29'), hours('2026-10-25')]).toEqual([24, 23, 25]);
    expect(hours('2026-04-05', venueCalendar('Australia/Lord_Howe'))).toBe(24.5);
    expect(hours('2011-12-30', venueCalendar('Pacific/Apia'))).toBe(0);
  });

  it('offers no wall time that does not exist, and one that comes twice once, the earlier', () => {
    expect(madrid.starts('2026-03-29', 60).missing).toEqual(['02:00']);
    const { at, times } = madrid.starts('2026-10-25', 30);
    expect(times).toHaveLength(48);
    const twice = at[times.indexOf('02:30')]!;
    expect(Temporal.Instant.fromEpochMilliseconds(twice).toString()).toBe('2026-10-25T00:30:00Z');
    expect(at[times.indexOf('03:00')]! - twice).toBe(90 * 60_000);
  });

  it('begins at one where midnight does not exist', () => {
    const havana = venueCalendar('America/Havana');
    expect(havana.wall(havana.day('2026-03-08').start)).toEqual({ date: '2026-03-08', time: '01:00' });
    expect(havana.starts('2026-03-08', 60).missing).toEqual(['00:00']);
  });

  it('knows the wall time of any instant, whatever was asked before', () => {
    for (let hour = 0; hour < 72; hour += 1) {
      const zoned = Temporal.ZonedDateTime.from('2026-03-28T00:00[Europe/Madrid]').add({ hours: hour });
      const expected = { date: zoned.toPlainDate().toString(), time: zoned.toPlainTime().toString().slice(0, 5) };
      expect(madrid.wall(zoned.epochMilliseconds)).toEqual(expected);
    }
  });
});
