import { describe, expect, it } from 'vitest';
import { regionOf } from '#core/tenancy/region.ts';

describe('the forms of dates, times and prices', () => {
  it.each([
    ['en', 'GB', 'en-GB'],
    ['en', 'US', 'en-US'],
    ['es', 'MX', 'es-MX'],
    ['en', 'ES', 'en-ES'],
  ] as const)('are those of the region, in the language of the texts (%s, %s)', (locale, region, tag) => {
    expect(regionOf({ locale, region, zone: 'America/New_York' })).toBe(tag);
  });

  it.each([
    ['en', 'MX', 'en-GB'],
    ['es', 'DE', 'es-ES'],
  ] as const)('put the day before the month where nobody has set them down (%s, %s)', (locale, region, tag) => {
    expect(regionOf({ locale, region, zone: 'UTC' })).toBe(tag);
  });

  it.each([
    ['Europe/London', 'en-GB'],
    ['Europe/Belfast', 'en-GB'],
    ['America/New_York', 'en-US'],
    ['America/Los_Angeles', 'en-US'],
    ['Europe/Madrid', 'en-ES'],
    ['Atlantic/Canary', 'en-ES'],
    ['Asia/Kolkata', 'en-IN'],
    ['Europe/Berlin', 'en-DE'],
    ['UTC', 'en-GB'],
  ])('follow the zone where the profile names no region (%s)', (zone, tag) => {
    expect(regionOf({ locale: 'en', zone })).toBe(tag);
  });
});
