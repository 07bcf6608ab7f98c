import type { Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import type { Reading } from './reading.ts';
import type { KnownBooking, Setting } from './setting.ts';
import type { Wanted } from './wishes.ts';

const OTHER = phrase('the other|other one|la otra|el otro|die andere|den anderen|l autre|l altro|l altra|a outra|o outro');
const ACTS_ON = phrase(
  'make it|cancel\\w*|anul\\w*|annul\\w*|move|change|cambi\\w*|pasa\\w*|pon\\w*|adelant\\w*|atras\\w*|mover\\w*|stornier\\w*|absag\\w*|verschieb\\w*|spost\\w*|disdi\\w*|desmarc\\w*|deplac\\w*|reschedule|drop',
);

export interface BookingMeant {
  readonly whichBooking?: string;
  readonly alternatives?: Wish[];
}

const ALL = phrase(
  'both|all(?: of (?:them|it))?|everything|las dos|los dos|ambas|ambos|tod[oa]s?|as duas|os dois|ambas|beide[n]?|alle|les deux|tous|toutes|entrambi|entrambe|tutt[ie]|tutti e due',
);
const FIRST = phrase(
  'first|1st|earlier|earliest|sooner|next|primer[oa]?|ersten?|erste|fruheren?|premier|premiere|prim[oa]|primeir[oa]|proxim[oa]',
);
const SECOND = phrase(
  'second|2nd|later|last|latest|segund[oa]|ultim[oa]|zweiten?|zweite|spateren?|letzten?|deuxieme|seconde?|dernier|derniere|second[oa]|ultim[oa]',
);

/** Which booking a message speaks of; where it may be any of several, all of them. */
export function bookingMeant(
  reading: Reading,
  wanted: Wanted,
  { bookings }: Setting,
  to: 'move' | 'cancel' | 'late',
): BookingMeant {
  const [first, ...others] = bookings;
  if (!first) return {};
  if (others.length === 0) return { whichBooking: first.id };
  if (to === 'late') return { whichBooking: first.id };
  if (to === 'cancel' && ALL.test(reading.plain)) return { whichBooking: 'all' };
  const fits = scored(reading, wanted, bookings, to);
  const best = Math.max(...fits.map(({ points }) => points));
  const top = fits.filter(({ points }) => points === best);
  const [found] = top;
  if (best > 0 && found && top.length === 1) {
    // "The Friday one is fine, cancel the other."
    const rest = reading.clauses.some(({ masked }) => OTHER.test(masked) && ACTS_ON.test(masked))
      ? bookings.find(({ id }) => id !== found.id)
      : undefined;
    return { whichBooking: (rest ?? found).id };
  }
  // "Move the second one to the day of the first": the one that is said first.
  const [early, late] = [FIRST.exec(reading.plain)?.index, SECOND.exec(reading.plain)?.index];
  const ordinal = early !== undefined && (late === undefined || early < late) ? first : bookings.at(-1);
  const place = early === undefined && late === undefined ? undefined : ordinal;
  if (place) return { whichBooking: place.id };
  if (ALL.test(reading.plain)) {
    // Both on one day: the one that is not there yet.
    const moved = bookings.filter(({ date }) => date !== wanted.wish.date);
    const [only] = moved;
    return { whichBooking: only && moved.length === 1 ? only.id : 'all' };
  }
  return { alternatives: bookings.slice(0, 4).map(({ id }) => ({ whichBooking: id })) };
}

function scored(
  { services, people, text, days: said, clauses }: Reading,
  { wish, ofBooking, timesOfBooking }: Wanted,
  bookings: readonly KnownBooking[],
  to: 'move' | 'cancel',
) {
  const acted = clauses.filter((clause) => ACTS_ON.test(clause.text));
  const there = said.filter(({ at }) => acted.some((clause) => at >= clause.at && at < clause.end));
  const days = [
    ...(to === 'cancel' && there.length > 0 ? [] : ofBooking),
    ...(to === 'cancel' && wish.date !== undefined && there.length === 0 ? [wish.date] : []),
  ];
  const bare = (there.length > 0 ? there : said)
    .filter(({ value }) => value.bare)
    .map(({ value }) => value.weekdays?.[0] ?? value.date?.dayOfWeek ?? 0);
  const weekdays = to === 'cancel' ? bare : [];
  const named = actedOn(services.groups, text, clauses);
  return bookings.map(({ id, serviceId, staffId, date, time }) => {
    const hour = Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    let points = 0;
    if (days.includes(date) || weekdays.includes(Temporal.PlainDate.from(date).dayOfWeek)) points += 3;
    if (named.includes(serviceId)) points += 2;
    if (people.some((person) => person.id === staffId) && !(to === 'move' && /(?:to|with|con|a|mit|avec) @/.test(text)))
      points += 2;
    if (timesOfBooking.includes(hour) || (to === 'cancel' && wish.time === time)) points += 2;
    return { id, points };
  });
}

/** "Keep the manicure, cancel the cut": what is named where the verb is; what is named at all, where nothing says which. */
function actedOn(groups: Reading['services']['groups'], text: string, clauses: Reading['clauses']): readonly string[] {
  const places = [...text.matchAll(/#/g)].map(({ index }) => index);
  const [first = []] = groups;
  if (places.length !== groups.length) return first;
  const acted = clauses.filter((one) => ACTS_ON.test(one.text));
  const within = (place: number | undefined) => acted.some(({ at, end }) => place !== undefined && place >= at && place < end);
  const at = places.findIndex(within);
  if (at >= 0) return groups[at] ?? [];
  // "The earlier one make it five, my son's is ok": another is pointed at where the verb is.
  return acted.some((one) => FIRST.test(one.text) || SECOND.test(one.text)) && clauses.length > 1 ? [] : first;
}
