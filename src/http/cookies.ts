import type { SessionBoundary } from '#contracts/records/access.ts';

/** The cookies in which browsers keep their sessions: one for each side, so that none opens the other. */
export interface SessionCookies {
  /** The token in the request's cookies; empty for none. */
  read(header: string | undefined, boundary: SessionBoundary): string;
  /** `Set-Cookie` of a new session, or of one that has ended. */
  set(boundary: SessionBoundary, token: string): string;
}

const NAMES: Readonly<Record<SessionBoundary, string>> = { tenant: 'deskbell', platform: 'deskbell-admin' };
/** Longer than any session: the server decides when one ends. */
const MONTH_S = 31 * 24 * 3_600;

/**
 * `secure`: the pages are served over TLS. Then the names begin with `__Host-`, so that browsers refuse them from anywhere else. Strict
 * cookies are not sent with requests that other sites cause.
 */
export function sessionCookies(secure: boolean): SessionCookies {
  const nameOf = (boundary: SessionBoundary) => `${secure ? '__Host-' : ''}${NAMES[boundary]}`;
  return {
    read(header = '', boundary) {
      const begins = `${nameOf(boundary)}=`;
      const pairs = header.split(';').map((pair) => pair.trim());
      return pairs.find((pair) => pair.startsWith(begins))?.slice(begins.length) ?? '';
    },
    set(boundary, token) {
      const age = token === '' ? 0 : MONTH_S;
      return `${nameOf(boundary)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`;
    },
  };
}
