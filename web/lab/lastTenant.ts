const KEPT = 'deskbell.tenant';

/** Remembers the business on the screen, so that the phone and the inbox open the same one. Each tab remembers its own. */
export function rememberTenant(id: string): void {
  sessionStorage.setItem(KEPT, id);
  localStorage.setItem(KEPT, id);
}

/**
 * The one of `all` that this tab showed last, else any tab, else the first by id: phones and businesses are listed in different
 * orders.
 */
export function lastOf<T>(all: readonly T[], id: (one: T) => string): T | undefined {
  const kept = [sessionStorage.getItem(KEPT), localStorage.getItem(KEPT)];
  const last = kept.flatMap((wanted) => all.find((one) => id(one) === wanted) ?? [])[0];
  return last ?? all.toSorted((a, b) => (id(a) < id(b) ? -1 : 1))[0];
}
