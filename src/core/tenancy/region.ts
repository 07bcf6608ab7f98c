interface Region {
  readonly locale: string;
  readonly zone: string;
  /** ISO 3166 country code: `GB`. */
  readonly region?: string | undefined;
}

/** The language with its country, such as `en-GB`, which decides the form of dates, times, numbers and money. */
export function regionOf({ locale, region }: Region): string {
  return region === undefined ? locale : `${locale}-${region}`;
}
