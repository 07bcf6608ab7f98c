import type { Profile } from '#contracts/records/tenancy.ts';

/**
 * Where a profile without a region may be, the likeliest first: the countries of our languages, then the largest others. CLDR
 * says which zones each has. A zone of none of them says nothing.
 */
const LOOKED_THROUGH = (
  'GB US ES MX IE CA AU NZ ZA IN AR CO CL PE EC UY VE BO PY CR PA DO GT HN SV NI PR ' +
  'DE FR IT PT NL BE CH AT SE DK NO FI PL BR AE SA IL TR KE NG GH PH SG MY ID HK'
).split(' ');

/** Forms for a language in a country where CLDR has none of its own: English in Mexico, Spanish in Germany. */
const ELSEWHERE: Readonly<Record<Profile['locale'], string>> = { en: 'en-GB', es: 'es-ES' };

const known = new Map<string, string>();

/**
 * The BCP 47 tag by which texts for a tenant's customers write dates, times, numbers and money: the language of the texts with
 * the tenant's region, such as `en-GB`. The region decides the form and never the language, so an English-speaking salon in
 * Madrid writes `en-ES` ("Tue 8 Dec, 09:30"). Without a region in the profile, the zone decides. Where CLDR knows no forms for
 * the pair, or the zone is in no country that is looked through, it is `en-GB` or `es-ES`: day before month, 24 hours.
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
  // The name that CLDR uses: Asia/Kolkata is Asia/Calcutta there.
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions();
  return LOOKED_THROUGH.find((region) => new Intl.Locale(`und-${region}`).getTimeZones()?.includes(timeZone));
}
