import { anyOf, phrases } from './alternation.ts';
import { MONTH, WEEKDAY, weekdayOf } from './calendar-words.ts';
import { monthNamed, numbered, weekday } from './day-readings.ts';
import type { DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

/** Days of the month in words, as far as people write them out. */
const DAY_WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
    'uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta',
  ].flatMap((words) => words.split(' ').map((word, n) => [word, n + 1] as const)),
);

/** A weekday or a number alone. */
export const bareDays: readonly Rule<Days, DayContext>[] = [
  // Weekdays on their own.
  {
    pattern: phrases(
      `(?:every(?: other| second)?|each|any|some|on a|un|algun|algum|um|cada|todos los|todas las|tod[oa]s?(?: os| as)?|jede[nrs]?|tous les|chaque|ogni|los|les) (${WEEKDAY}|sat|sun|mon)`,
    ),
    read: ([, name]) => ({ weekdays: [weekdayOf(name ?? '') ?? 1], bare: true }),
  },
  {
    pattern: phrases(`(${WEEKDAY})`),
    read: ([, name = ''], { today, held }) => weekday(name, today, held),
  },
  {
    pattern: phrases('sat|sun|mon'),
    read: ({ 0: name, index }, { today, held }, text) => (isShortDay(name, text, index) ? weekday(name, today, held) : undefined),
  },
  {
    pattern: phrases(
      '(?:am |diesen |kommenden )(mo|di|mi|do|fr|sa|so)|(mo|di|mi|do|fr|sa|so)(?= (?:vormittag|nachmittag|abend|mittag|fruh|um|ab|gegen)(?: |$))',
    ),
    read: (match, { today, language }) => (language === 'de' ? weekday(match[1] ?? match[2] ?? '', today) : undefined),
  },
  {
    pattern: phrases(
      '(?:na|da|de|pra|para|nesta|a|ate|proxima|toda) (segunda|quarta|quinta|sexta)|^(segunda|quarta|quinta|sexta)(?=$|,| de manha| a tarde| as)',
    ),
    read: ([, a, b], { today, language }) => (language === 'pt' ? weekday(a ?? b ?? '', today) : undefined),
  },
  {
    pattern: phrases('(?:el |le |il |este |ce |per |lun o |lun y |lunes o |lunes y )(mar|ven)|^(mar|ven)(?=$| \\d)'),
    read: ([, a, b], { today, language }) =>
      language === 'es' || language === 'fr' || language === 'it' ? weekday(a ?? b ?? '', today) : undefined,
  },

  // Numbers of days.
  {
    pattern: phrases(
      `(?:the )?(\\d{1,2})(?:st|nd|rd|th)(?! (?:one|slot|option|time|#|visit|appointment|session|filling|dose|child|baby|floor|try))|(?:el|el dia|dia|le|den|am|il|al|o dia|del|giorno) (\\d{1,2})(?:er|o|\\.|(?! ?(?:h|hs|am|pm|uhr|:\\d|horas|minutes|personas|euros?|%|€)))(?!\\p{N})`,
    ),
    // "Dopo le 17" is an hour; "le 17" is a day.
    read: ([whole, suffixed, article], { today, language }) =>
      language === 'it' && whole.startsWith('le ') ? undefined : numbered(today, Number(suffixed ?? article)),
  },
  {
    pattern: phrases(
      `(?:on the|the|for the|el|dia|el dia|para el) (${anyOf(Object.keys(DAY_WORDS))})(?! (?:one|slot|option|de la|hueco|week|time))`,
    ),
    read: ([, word], { today, place }) =>
      place === 'choose_day' || (DAY_WORDS[word ?? ''] ?? 0) > 4 ? numbered(today, DAY_WORDS[word ?? ''] ?? 0) : undefined,
  },
  {
    pattern: /^(?:the |el )?(\d{1,2})\.?$/gu,
    read: ([, day], { today, place }) => (place === 'choose_day' ? numbered(today, Number(day)) : undefined),
  },
  {
    pattern: phrases(`(${MONTH})`),
    read: ({ index, 0: whole, 1: name }, { today }, text) =>
      standsForMonth(text, index, whole.length) ? monthNamed(name ?? '', today) : undefined,
  },
  {
    pattern: /(?:^|(?<=[,.] )|(?<=mejor |y |o ))pasado(?=$|[,.?!])/gu,
    read: (_, { today }) => ({ date: today.add({ days: 2 }) }),
  },
  {
    pattern: phrases(
      'any ?day|any day of the week|whichever day|whenever|any time(?! (?:after|before|in|on|between))|cualquier dia|el dia que (?:sea|quieras|tengas)|cuando (?:haya|se pueda|sea|quieras|puedas|podais|tengas)|qualquer dia|quando (?:puder|der)|egal wann|jederzeit|jeder tag|n importe quel jour|peu importe le jour|egal welcher tag|n importe quand|quand vous voulez|qualsiasi giorno|un giorno qualsiasi|quando vuoi|quando volete',
    ),
    read: () => ({ any: true }),
  },
];

/** A month alone is only meant where nothing makes it a name or a verb: "may" stands at many places. */
function standsForMonth(text: string, at: number, length: number): boolean {
  const before = text.slice(Math.max(0, at - 12), at);
  const after = text.slice(at + length, at + length + 8);
  if (
    /(?:next|this|of|de|proximo|por|para|for|to|till|hasta|until|since|by|before|after|antes de|bis|ab|fur|pour|per|late|early|mid) $/.test(
      before,
    )
  )
    return true;
  return (
    text.length === length &&
    after === '' &&
    !['may', 'mai', 'mars', 'marco', 'abril', 'april', 'august', 'julio', 'june'].includes(text)
  );
}

/** "sat" is also a verb, "sun" shines and "mon" is French. */
function isShortDay(name: string, text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 14), at);
  const after = text.slice(at + name.length, at + name.length + 14);
  if (/(?:on|next|this|or|and|until|by|from|for|every|not|except|til|till|to|maybe|before|after|late|early|,|_) ?$/.test(before))
    return true;
  if (name === 'mon') return /^(?:$|[,.?!]| (?:am|pm|at|or|and|morning|afternoon|evening|please|the|\d|_))/.test(after);
  if (name === 'sun')
    return !/(?:the|in|of) $/.test(before) && !/^ (?:is|burn|screen|tan|cream|glasses|bed|damage|kissed)/.test(after);
  const verb = /^ (?:\d+ min|_+ (?:in|there|at|waiting|for)|there|here|in|down|on|waiting|around|up)(?: |$)/.test(after);
  return !verb && !/(?:^|[ ,.])(?:i|you|we|he|she|they|ive|have|had|was|been|just|just been) $/.test(before);
}
