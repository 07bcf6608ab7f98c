import type { Intent, Wish } from '#contracts/meaning.ts';
import { type Act, actsOf, plainPieces } from './acts.ts';
import { saysForWhom } from './for-whom.ts';
import type { Rest } from './made.ts';
import { type Named, namedIn } from './named.ts';
import type { Piece } from './phrase-book.ts';
import { pointedAt } from './pointing.ts';
import { type Reading, readingOf } from './reading.ts';
import { requests } from './requests.ts';
import type { Setting } from './setting.ts';
import { isNot, isWish, onlyNames } from './wanted.ts';
import { type Wanted, wantedIn } from './wishes.ts';

/** A message with everything that can be said about it before it is decided what it means. */
export interface Message {
  readonly setting: Setting;
  readonly reading: Reading;
  readonly acts: readonly Act[];
  readonly named: Named;
  /** What is wanted, by all clauses, and by those that are no question about something else. */
  readonly all: Wanted;
  readonly wanted: Wanted;
  /** What it points at of what was shown. */
  readonly pointed: (Wish & { alternatives?: Wish[] }) | undefined;
  /** The phrases of those clauses that are made of nothing else. */
  readonly pieces: ReadonlySet<Piece>;
  /** Nothing is in it but phrases, names, days and times. */
  readonly plain: boolean;
  /** What is asked, in order. */
  readonly asks: readonly Intent[];
  /** A day or time is wanted; the same, or something is not wanted; a service or person is named outside a question. */
  readonly saysWhen: boolean;
  readonly slots: boolean;
  readonly names: boolean;
  /** It reads like a request for a visit; the same, and says enough to be one. */
  readonly likeVisit: boolean;
  readonly visit: boolean;
  /** Anything at all is wanted. */
  readonly wishes: boolean;
}

export function messageOf(raw: string, setting: Setting): Message {
  const reading = readingOf(raw, setting);
  const acts = actsOf(reading, setting.bookings);
  const questions = acts.filter(({ kind }) => kind === 'question');
  const stories = acts.filter((act) => isStory(act, acts, reading, setting.bookings.length > 0));
  const beside = acts.filter(
    (act) =>
      act.kind === 'question' || act.kind === 'told' || stories.includes(act) || (!act.asked && requests.willTell(act.masked)),
  );
  const named = namedIn(reading, setting, acts);
  const all = wantedIn(reading, setting, (at) => !stories.some((act) => at >= act.at && at < act.end));
  const wanted = wantedIn(reading, setting, (at) => !beside.some((act) => at >= act.at && at < act.end));
  const pointed = pointedAt(reading, setting);
  const likeVisit = acts.some(({ kind }) => kind === 'visit');
  const known =
    setting.place === 'start' && !likeVisit && onlyNames(wanted.wish, setting.bookings) && !requests.instead(reading.plain);
  const saysWhen = !known && (isWish(wanted.wish) || wanted.either.length > 0 || wanted.noSuchDay || pointed !== undefined);
  const slots = saysWhen || isNot(wanted.not) || isNot(named.not);
  const names = named.wish.services !== undefined || named.wish.staff !== undefined || named.either.length > 0;
  const clear = slots || names || requests.coming(reading.text) || acts.some(({ masked }) => requests.symptom(masked));
  const visit = likeVisit && clear;
  return {
    setting,
    reading,
    acts,
    named,
    all,
    wanted,
    pointed,
    pieces: new Set(plainPieces(acts)),
    plain: acts.every(({ kind }) => kind === 'pieces'),
    asks: [...new Set(questions.map(({ question }) => question ?? 'other'))],
    saysWhen,
    slots,
    names,
    likeVisit,
    visit,
    wishes: slots || visit || saysForWhom(reading) || (names && questions.length === 0) || wanted.wish.party !== undefined,
  };
}

/** What has happened, where the wish stands in another clause: "it broke at lunch, can you see me tomorrow". */
function isStory({ kind, visit, at, end, masked }: Act, acts: readonly Act[], reading: Reading, booked: boolean): boolean {
  const { days, parts, clocks, text } = reading;
  // The day of a wedding is no day to come, whatever else is said.
  if (kind === 'none' && requests.event(masked)) return acts.length > 1;
  const hindered = requests.comesUp(masked) || (booked && requests.cannot(masked));
  const told = kind === 'complaint' || (kind === 'visit' && !visit) || (kind === 'none' && hindered);
  if (!told || AHEAD.test(text.slice(at, end))) return false;
  const named = [...days, ...parts, ...clocks];
  return acts.some(
    (other) => other.at !== at && other.kind !== 'question' && named.some((one) => one.at >= other.at && one.at < other.end),
  );
}

const AHEAD = /(?:^| )(?:can|could|please|need|want|free|tomorrow|next|puede\w*|podria\w*|quiero|necesito|manana)(?: |$)/;

/** Does a clause of it do this? */
export function does({ acts }: Message, kind: Act['kind']): boolean {
  return acts.some((act) => act.kind === kind);
}

export function also(...intents: readonly (Intent | false)[]): Rest {
  const more = [...new Set(intents.filter((one) => one !== false))];
  return more.length > 0 ? { also: more.slice(0, 4) } : {};
}
