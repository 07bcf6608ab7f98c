/**
 * The id of a choice contains everything it means, so that a tap on an old message can still be understood or found stale:
 *
 * `menu` `person` `book` `bookings` `help` `back` `over` `continue` `people` `services` `keep` · `service:<service>` ·
 * `staff:<staff|*>` · `days:<date>` `before:<date>` `day:<date>` `time:<date>:<HH:MM>` · `at:<start>:<staff|*>:<service>` (book then) ·
 * `to:<start>:<staff|*>:<booking>` (move there) · `confirm:` `booking:` `move:` `cancel:` `drop:<booking>` ·
 * `shift:<start>:<staff|*>:<booking>` · `more:<page>`
 */
export function choiceId(kind: string, ...parts: readonly (string | number)[]): string {
  return [kind, ...parts.map((part) => encodeURIComponent(String(part).toWellFormed()))].join(':');
}

/** `*` in an id means no preference (in a move: the person the booking would get anyway). */
export const ANYONE = '*';

export interface Tapped {
  readonly kind: string;
  readonly first: string;
  readonly second: string;
  readonly third: string;
}

/** Parses a choice id. Never throws: an unknown id has a kind that nothing handles. */
export function readId(id: string): Tapped {
  const [kind = '', first = '', second = '', third = ''] = id.slice(0, 400).split(':').map(decoded);
  return { kind, first, second, third };
}

function decoded(part: string): string {
  if (!/^(?:[^%]|%[0-9a-f]{2})*$/i.test(part)) return '';
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}
