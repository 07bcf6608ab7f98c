import type { Identity } from '#contracts/records/people.ts';

/** What was looked at, and where a promise was broken: ids and codes, no words of anybody. */
export interface Found {
  readonly of: number;
  readonly broken: readonly string[];
}

/** A promise by its name, and how to find where evidence breaks it. */
export interface Promised<E> {
  readonly what: string;
  /** There need not be anything to look at. Otherwise a run without it proves nothing and fails. */
  readonly mayBeNone?: true;
  look(evidence: E): Found;
}

export interface Check extends Found {
  readonly what: string;
}

/** Looks at each piece of evidence. Something must have been there to look at in one of them. */
export function judged<E>({ what, mayBeNone, look }: Promised<E>, evidence: readonly E[]): Check {
  const each = evidence.map(look);
  const of = each.reduce((sum, one) => sum + one.of, 0);
  const nothing = of === 0 && !mayBeNone ? ['there was nothing to look at'] : [];
  return { what, of, broken: [...nothing, ...each.flatMap(({ broken }) => broken)] };
}

/** Where these promises are broken, with their names, though there may be nothing to look at. */
export function brokenOf<E>(promises: readonly Promised<E>[], evidence: E): readonly string[] {
  return promises.flatMap(({ what, look }) => look(evidence).broken.map((where) => `${what}: ${where}`));
}

/** Looks at each item by itself: `wrong` says what is wrong with it. */
export function each<T>(items: readonly T[], wrong: (item: T) => string | undefined): Found {
  return { of: items.length, broken: broken(items, wrong) };
}

/** What `wrong` says of those items that are wrong. */
export function broken<T>(items: readonly T[], wrong: (item: T) => string | undefined): readonly string[] {
  return items.flatMap((item) => wrong(item) ?? []);
}

/** Values that occur more than once. */
export function twice(values: readonly string[]): readonly string[] {
  return [...Map.groupBy(values, (value) => value)].filter(([, same]) => same.length > 1).map(([value]) => value);
}

/** What is in one of two lists only. */
export function differences(
  wanted: Iterable<string>,
  there: Iterable<string>,
  missing: string,
  extra: string,
): readonly string[] {
  const [left, right] = [new Set(wanted), new Set(there)];
  return [
    ...[...left.difference(right)].map((id) => `${id} ${missing}`),
    ...[...right.difference(left)].map((id) => `${id} ${extra}`),
  ];
}

/** Phone numbers by their contact. */
export function numbersOf({ identities }: { readonly identities: readonly Identity[] }): ReadonlyMap<string, string> {
  return new Map(identities.filter(({ kind }) => kind === 'phone').map(({ contactId, value }) => [contactId, value]));
}
