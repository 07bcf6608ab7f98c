const KEPT = 'deskbell.tenant';

/**
 * The business that was looked at last, so that the inbox opens where the phone was, and the other way round. This tab's own
 * comes before that of another tab.
 */
export function rememberTenant(id: string): void {
  sessionStorage.setItem(KEPT, id);
  localStorage.setItem(KEPT, id);
}

/** The one of `all` that was looked at last, else the first by id: phones and businesses are listed in different orders. */
export function lastOf<T>(all: readonly T[], id: (one: T) => string): T | undefined {
  const kept = [sessionStorage.getItem(KEPT), localStorage.getItem(KEPT)];
  const last = kept.flatMap((wanted) => all.find((one) => id(one) === wanted) ?? [])[0];
  return last ?? all.toSorted((a, b) => (id(a) < id(b) ? -1 : 1))[0];
}
