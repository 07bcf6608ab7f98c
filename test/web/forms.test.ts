import { describe, expect, it } from 'vitest';
import { forms, written } from '../../web/text/forms.ts';

const at = Date.parse('2026-12-08T09:30:00Z');
const DAY = 86_400_000;

describe('dates, times and numbers of a business', () => {
  it.each([
    ['en', 'en-GB', 'Europe/London', 'Tuesday 8 December', '09:30', '8 Dec', '12,345'],
    ['en', 'en-US', 'America/New_York', 'Tuesday, December 8', '4:30 AM', 'Dec 8', '12,345'],
    ['es', 'es-ES', 'Europe/Madrid', 'Martes, 8 de diciembre', '10:30', '8 dic', '12.345'],
    ['es', 'es-MX', 'America/Mexico_City', 'Martes, 8 de diciembre', '3:30 a.m.', '8 dic', '12,345'],
  ])('%s for %s', (language, region, zone, day, time, brief, number) => {
    const shown = forms(written(language, region, []), zone);
    // Where a number of hours stands before "AM" the standard puts a narrow space.
    const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
    expect([shown.day(at), shown.time(at), shown.short(at, at + 5 * DAY), shown.number(12_345)].map(plain)).toEqual([
      day,
      time,
      brief,
      number,
    ]);
  });

  it('follow the country of the business also in another language', () => {
    expect(written('en', 'es-ES', ['en-US'])).toBe('en-ES');
    expect(forms('en-ES', 'Europe/Madrid').time(at)).toBe('10:30');
    // There are no forms for English in Mexico: those of Britain, not of the United States.
    expect(written('en', 'es-MX', ['en-US'])).toBe('en-GB');
  });

  it('follow the browser where the business names no country, or an impossible one', () => {
    expect(written('en', 'en', ['es-ES', 'en-GB'])).toBe('en-GB');
    expect(written('en', 'en', ['es-ES'])).toBe('en');
    expect(written('en', undefined, [])).toBe('en');
    expect(written('en', 'not a tag', ['en-AU'])).toBe('en-AU');
  });

  it('name today and yesterday by the calendar of the business', () => {
    const shown = forms('en-GB', 'Pacific/Auckland');
    const lateEvening = Date.parse('2026-12-08T10:30:00Z');
    expect(shown.heading(lateEvening, lateEvening + 1_000)).toBe('Today');
    expect(shown.heading(lateEvening, lateEvening + 3_600_000)).toBe('Yesterday');
  });

  it('write a booking by the wall clock of the venue, wherever the browser is', () => {
    const shown = forms('en-US', 'Asia/Tokyo');
    expect(shown.venueDay('2026-12-08')).toBe('Tuesday, December 8');
    expect(shown.venueTime('09:30').replaceAll(/\s/gu, ' ')).toBe('9:30 AM');
  });

  it('write spans and sizes', () => {
    const shown = forms('en-GB', 'Europe/London');
    expect([shown.span(27 * 3_600_000), shown.span(65 * 60_000), shown.span(0)]).toEqual([
      '1 day 3 hrs',
      '1 hr 5 mins',
      '0 mins',
    ]);
    // The 24-hour window is a number of hours, also when a day of it is left.
    expect([shown.span(24 * 3_600_000, 'hour'), shown.span(24 * 3_600_000 - 1, 'hour')]).toEqual(['24 hrs', '23 hrs 59 mins']);
    expect([shown.bytes(1), shown.bytes(184_320), shown.bytes(2_345_678)]).toEqual(['1 kB', '184 kB', '2.3 MB']);
  });
});
