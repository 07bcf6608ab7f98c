import { phrase } from './alternation.ts';
import { type Amount, amountRules } from './amounts.ts';
import { type Clock, clockOfPartRules, clockRules } from './clock.ts';
import { type Clause, clausesOf } from './clauses.ts';
import { dayRules } from './day-rules.ts';
import type { Days } from './days.ts';
import { type Language, languageOf } from './language.ts';
import { type Mention, scan } from './mentions.ts';
import { lexiconOf } from './lexicon.ts';
import { type PersonFound, peopleIn } from './people.ts';
import { type ServicesFound, servicesIn } from './services.ts';
import { orders } from './orders.ts';
import { type Part, partRules } from './parts.ts';
import type { Setting } from './setting.ts';
import { spelt } from './spelling.ts';
import { conceptsOf } from './trade-words.ts';
import { written } from './written.ts';

/** A message taken apart: what it names, and what is left when that is taken out. */
export interface Reading {
  /** Simplified, with names in it. */
  readonly plain: string;
  /** With `@` for each person and `#` for what names a service. */
  readonly text: string;
  readonly emoji: readonly string[];
  readonly language: Language | undefined;
  readonly asked: boolean;
  readonly people: readonly PersonFound[];
  readonly greeted: boolean;
  readonly services: ServicesFound;
  readonly amounts: readonly Mention<Amount>[];
  readonly days: readonly Mention<Days>[];
  readonly parts: readonly Mention<Part>[];
  readonly clocks: readonly Mention<Clock>[];
  readonly clauses: readonly (Clause & {
    /** With `_` for every day, time and amount. */
    readonly masked: string;
  })[];
}

const QUESTION_AT_FRONT = phrase(
  'is there|are there|can (?:i|we|you)|could (?:i|we|you)|do you|have you|got any|any chance|any|what|when|how|would (?:it|you|that)|possible|puede ser|puedo|podria|podriamos|se puede|hay|tienes|tienen|teneis|tenes|habra|posible|tem|pode ser|posso|da para|geht|ginge|kann|konnte|haben sie|habt ihr|moglich|gibt es|est ce que|c est possible|possible|avez vous|je peux|y a t il|peut on|posso|si puo|avete|c e|e possibile',
);

export function readingOf(raw: string, setting: Setting): Reading {
  const { text: plain, emoji } = spelt(written(raw));
  const lexicon = lexiconOf(setting.catalogue);
  const all = peopleIn(plain, lexicon, setting.place === 'choose_staff');
  const people = all.filter(({ greeted }) => !greeted);
  const withPeople = replaced(plain, all);
  const words = plain.match(WORD) ?? [];
  const language = languageOf(words, setting.language);
  const services = servicesIn(
    withoutVerbs(withPeople.match(WORD) ?? [], language),
    lexicon,
    setting.place === 'choose_service' || setting.bookings.length > 1,
  );
  const text = withoutServices(withPeople, services.words);

  const offered = (word: string) => (conceptsOf(word) ?? []).some((one) => lexicon.used.has(one)) || word === '#';
  const amounts = scan(text, amountRules, { late: orders.late(text), offered });
  const days = scan(amounts.rest, dayRules, {
    today: Temporal.PlainDate.from(setting.today),
    spokenOf: spokenOf(setting),
    held:
      setting.place === 'confirm' && setting.draft.date !== undefined ? Temporal.PlainDate.from(setting.draft.date) : undefined,
    monthFirst: setting.monthFirst,
    language,
    place: setting.place,
  });
  const spoken = scan(days.rest, clockOfPartRules, undefined);
  const parts = scan(spoken.rest, partRules, undefined);
  const plainly = scan(parts.rest, clockRules, undefined);
  const clocks = { rest: plainly.rest, found: [...spoken.found, ...plainly.found].toSorted((a, b) => a.at - b.at) };
  const clauses = clausesOf(text).map((clause) => ({
    ...clause,
    masked: clocks.rest
      .slice(clause.at, clause.end)
      .replace(/[?!.,;:]+ *$/, '')
      .replace(/_[_ ]*/g, '_ ')
      .replace(/(?<=\S)_/g, ' _')
      .replace(/ +/g, ' ')
      .trim(),
  }));
  const asked = clauses.some((clause) => clause.asked) || QUESTION_AT_FRONT.test(text.slice(0, 60));
  return {
    plain,
    text,
    emoji,
    language,
    asked,
    people,
    greeted: all.length > people.length || parts.found.some(({ value }) => Object.keys(value).length === 0),
    services,
    amounts: amounts.found,
    days: days.found,
    parts: parts.found,
    clocks: clocks.found,
    clauses,
  };
}

/** Spanish "son" is no English one. Numbers of the words stay as they are. */
function withoutVerbs(words: readonly string[], language: Language | undefined): readonly string[] {
  return language === 'es' ? words.map((word) => (word === 'son' ? '' : word)) : words;
}

const WORD = /[\p{L}\p{N}@]+/gu;

/** The day a message may speak of without saying it. */
function spokenOf({ draft, shownDay, bookings }: Setting): Temporal.PlainDate | undefined {
  const day = shownDay ?? draft.date ?? (bookings.length > 0 ? bookings[0]?.date : undefined);
  return day === undefined ? undefined : Temporal.PlainDate.from(day);
}

function replaced(text: string, people: readonly PersonFound[]): string {
  let out = '';
  let at = 0;
  for (const person of people) {
    out += text.slice(at, person.at) + (person.greeted ? '' : '@');
    at = person.end;
  }
  return (out + text.slice(at)).replace(/ +/g, ' ').trim();
}

function withoutServices(text: string, numbers: ReadonlySet<number>): string {
  let n = -1;
  return text.replace(WORD, (word) => (numbers.has((n += 1)) ? '#' : word)).replace(/#(?: (?:de |del |and |y |e |d )?#)*/g, '#');
}
