import type { Profile } from '#contracts/records/tenancy.ts';

/**
 * Countries to try for a profile without a region, likeliest first: those of our languages, then other large ones. CLDR lists the
 * time zones of each. A time zone that is not in any of them gives no country.
 */
const LOOKED_THROUGH = (
  'GB US ES MX IE CA AU NZ ZA IN AR CO CL PE EC UY VE BO PY CR PA DO GT HN SV NI PR ' +
  'DE FR IT PT NL BE CH AT SE DK NO FI PL BR AE SA IL TR KE NG GH PH SG MY ID HK'
).split(' ');

/** Used if CLDR has no formats for a language in a country, such as English in Mexico or Spanish in Germany. */
const ELSEWHERE: Readonly<Record<Profile['locale'], string>> = { en: 'en-GB', es: 'es-ES' };

const known = new Map<string, string>();

/**
 * The BCP 47 tag for the dates, times, numbers and money in texts to a tenant's customers: the language of the texts with the
 * tenant's region, such as `en-GB`. The region only decides the format, so an English-speaking salon in Madrid uses `en-ES` ("Tue
 * 8 Dec, 09:30"). Without a region in the profile, the time zone decides. Without a country, or if CLDR has no formats for the
 * pair, it is `en-GB` or `es-ES`: day before month, 24 hours.
 */
export function regionOf({ locale, region, zone }: Pick<Profile, 'locale' | 'region' | 'zone'>): string {
  const key = `${locale} ${region ?? zone}`;
  const tag = known.get(key) ?? tagFor(locale, region ?? regionOfZone(zone));
  known.set(key, tag);
  return tag;
}

function tagFor(locale: Profile['locale'], region: string | undefined): string {
  const tag = `${locale}-${region}`;
  const hasForms = region !== undefined && new Intl.DateTimeFormat(tag).resolvedOptions().locale === tag;
  return hasForms ? tag : ELSEWHERE[locale];
}

function regionOfZone(zone: string): string | undefined {
  // CLDR's own name of the zone: it lists Asia/Kolkata as Asia/Calcutta.
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
  return LOOKED_THROUGH.find((region) => new Intl.Locale(`und-${region}`).getTimeZones()?.includes(timeZone));
}
