import type { TenantEvidence } from './evidence.ts';

/** One promise, what it was looked for in, and where it was broken: ids and codes, no words of anybody. */
export interface Check {
  readonly what: string;
  readonly of: number;
  /** There need not have been anything to look at. */
  readonly mayBeNone?: boolean;
  readonly broken: readonly string[];
}

/** Those of `items` of which the test says what is wrong. */
export function broken<T>(items: readonly T[], wrong: (item: T) => string | undefined): readonly string[] {
  return items.flatMap((item) => wrong(item) ?? []);
}

/** Values that stand there more than once. */
export function twice(values: readonly string[]): readonly string[] {
  return [...Map.groupBy(values, (value) => value)].filter(([, same]) => same.length > 1).map(([value]) => value);
}

/** Contacts by their phone number. */
export function numbersOf(tenant: TenantEvidence): ReadonlyMap<string, string> {
  return new Map(tenant.identities.filter(({ kind }) => kind === 'phone').map(({ contactId, value }) => [contactId, value]));
}
