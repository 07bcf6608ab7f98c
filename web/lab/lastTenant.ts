const KEPT = 'deskbell.tenant';

/** The business that was looked at last, so that the inbox opens where the phone was, and the other way round. */
export function rememberTenant(id: string): void {
  sessionStorage.setItem(KEPT, id);
}

/** Of those that are there: the one that was looked at last, else the first. */
export function lastOf<T>(all: readonly T[], id: (one: T) => string): T | undefined {
  const kept = sessionStorage.getItem(KEPT);
  return all.find((one) => id(one) === kept) ?? all[0];
}
