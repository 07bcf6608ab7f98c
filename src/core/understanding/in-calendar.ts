import type { Meaning, Wish } from '#contracts/meaning.ts';

const WRITABLE = /^(?:\d{4}-\d{2}-\d{2}|any)$/;

/** Without days outside the years 1 to 9999, which a date of ours cannot be written as. */
export function inCalendar(meaning: Meaning): Meaning {
  const { not, else: otherwise, alternatives, ...rest } = meaning;
  const readings = alternatives?.map(writable).filter((one) => Object.keys(one).length > 0);
  const { date, ...others } = not ?? {};
  const unwanted = date === undefined || WRITABLE.test(date) ? not : others;
  return {
    ...writable(rest),
    ...(unwanted ? { not: unwanted } : {}),
    ...(otherwise ? { else: writable(otherwise) } : {}),
    ...(readings && readings.length > 1 ? { alternatives: readings } : {}),
  };
}

function writable<T extends Pick<Wish, 'date' | 'dateFrom' | 'dateTo'>>(wish: T): T {
  const kept = { ...wish };
  for (const field of ['date', 'dateFrom', 'dateTo'] as const) {
    const day = kept[field];
    if (day !== undefined && !WRITABLE.test(day)) delete kept[field];
  }
  return kept;
}
