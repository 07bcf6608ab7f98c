import { phrases } from './alternation.ts';
import { ANY_MONTH, SHORT_WEEKDAY, WEEKDAY, monthOf, weekdayOf } from './calendar-words.ts';
import { comingDate, mondayOf } from './day-arithmetic.ts';
import { exact, named, nextWeekend, nthWeekday, numbers, numeric, weekdayAndNumber, weekend } from './day-readings.ts';
import { OF, ORDINAL, THE, YEAR } from './day-words.ts';
import type { DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

/** Days written out: in figures, with a month, or as a weekday with a number. */
export const writtenDays: readonly Rule<Days, DayContext>[] = [
  {
    pattern: phrases(
      '(?:happy|merry|feliz|felices|frohe[sn]?|gutes neues|joyeux|bonne|buon|buone?) (?:new year|xmas|christmas|ano(?: nuevo| novo)?|navidad|natal|weihnachten|jahr|noel|annee|natale|anno)',
    ),
    read: () => ({ past: true }),
  },
  {
    pattern: phrases(`(\\d{4})-(\\d{1,2})-(\\d{1,2})`),
    read: ([, year, month, day]) => exact(Number(year), Number(month), Number(day)),
  },
  {
    pattern: /(?<![\p{L}\p{N}/.-])(\d{1,2})\/(\d{1,2})(?:\/(\d{4}|\d{2}))?(?![\p{N}/])/gu,
    read: ([whole, a, b, year], context) => (whole === '24/7' ? undefined : numeric(Number(a), Number(b), year, context)),
  },
  {
    pattern: /(?<![\p{L}\p{N}/.,:-])(\d{1,2})[.-](\d{1,2})(?:[.-](\d{4}|\d{2})|\.)(?!\p{N})/gu,
    read: ([, a, b, year], context) =>
      Number(b) > 12 && !context.monthFirst ? undefined : numeric(Number(a), Number(b), year, { ...context, monthFirst: false }),
  },
  {
    pattern: phrases('(?:am|vom|zum|ab|bis|el|dia|le|il|den|on|for|para el) (\\d{1,2})\\.(\\d{1,2})'),
    read: ([, a, b], context) =>
      Number(b) > 12 ? undefined : numeric(Number(a), Number(b), undefined, { ...context, monthFirst: false }),
  },

  // Weekday with a number or a month.
  {
    pattern: phrases(`(${WEEKDAY}|${SHORT_WEEKDAY}),? ${THE}(\\d{1,2})${ORDINAL}? ${OF}(${ANY_MONTH})\\.?${YEAR}`),
    read: ([, , day, month, year], { today }) => named(today, Number(day), month, year),
  },
  {
    pattern: phrases(
      `(${WEEKDAY}|${SHORT_WEEKDAY}),? (?:the )?(${ANY_MONTH})\\.? (?:the )?(\\d{1,2})${ORDINAL}?${YEAR}(?! ?(?:pm|am|:|h|uhr))`,
    ),
    read: ([, , month, day, year], { today }) => named(today, Number(day), month, year),
  },
  {
    pattern: phrases(
      `(${WEEKDAY}|${SHORT_WEEKDAY}),? (?:the (\\d{1,2})${ORDINAL}|(\\d{1,2})(?:st|nd|rd|th)|(?:el |el dia |dia |den |le |il )(\\d{1,2})${ORDINAL}?|(\\d{1,2}))(?!\\.\\d|:\\d| ?(?:pm|am|a\\.m|p\\.m|:|h|hs|uhr|o clock|oclock|y media|minutes|ish|-|/))`,
    ),
    read: ([, name, the, suffixed, article, bare], context) =>
      weekdayAndNumber(weekdayOf(name ?? '') ?? 1, Number(the ?? suffixed ?? article ?? bare), bare !== undefined, context),
  },

  // Day and month.
  {
    pattern: phrases(
      `(?:the |el |le |il |den |dia |o dia |am )?(\\d{1,2})${ORDINAL}? (?:of |del? |do |di |du |des )?(?:next month|mes que viene|proximo mes|mes que vem|nachsten monats?|mois prochain|mese prossimo|prossimo mese)`,
    ),
    read: ([, day], { today }) => {
      const month = today.with({ day: 1 }).add({ months: 1 });
      return exact(month.year, month.month, Number(day));
    },
  },
  {
    pattern: phrases(
      `(?:between |from )?(?:the |del |vom |du |dal |de )?(\\d{1,2})${ORDINAL}? ?(?:to|and|-|al|a|bis|au|y|e|und|et)(?: zum)? ?(?:the |el |le |il )?(\\d{1,2})${ORDINAL}? ${OF}(${ANY_MONTH})`,
    ),
    read: ([, a, b, month], { today }) => numbers(comingDate(today, monthOf(month ?? '') ?? 0, Number(a)), Number(b)),
  },
  {
    pattern: phrases(`${THE}(\\d{1,2})${ORDINAL}? ${OF}(${ANY_MONTH})\\.?${YEAR}`),
    read: ([, day, month, year], { today }) => named(today, Number(day), month, year),
  },
  {
    pattern: phrases(
      `(${ANY_MONTH})\\.? (?:the )?(\\d{1,2})${ORDINAL}?${YEAR}(?! ?(?:pm|am|a\\.m|p\\.m|:|h|uhr|minutes|o clock))`,
    ),
    read: ([, month, day, year], { today }) => named(today, Number(day), month, year),
  },
  {
    pattern: phrases(
      `(first|1st|second|2nd|third|3rd|fourth|4th|last|primer|segundo|tercer|ultimo|erste[rn]?|zweite[rn]?|letzte[rn]?|premier|deuxieme|dernier|primo|secondo|primeir[oa]|ultim[oa]) (${WEEKDAY}|mon|sat|sun) (?:of|in|de|del|im|du|di|do|en)(?: the| el| the next)? ?(next month|this month|mes que viene|proximo mes|nachsten monat|mois prochain|mese prossimo|month|mes|monat|mois|mese|${ANY_MONTH})`,
    ),
    read: ([, nth, name, month], context) => nthWeekday(nth ?? '', weekdayOf(name ?? '') ?? 1, month ?? '', context),
  },

  {
    pattern: phrases('(?:the )?weekend after next|ubernachstes wochenende|el finde siguiente al proximo'),
    read: (_, { today }) => {
      const saturday = mondayOf(today).add({ days: today.dayOfWeek >= 6 ? 19 : 12 });
      return { from: saturday, to: saturday.add({ days: 1 }) };
    },
  },
  {
    pattern: phrases(
      '(?:next|following) weekend|(?:proximo|siguiente) (?:finde|fin de semana)|(?:finde|fin de semana) que viene|proximo fim de semana|nachstes wochenende|week ?end prochain|prossimo (?:fine settimana|weekend)',
    ),
    read: (_, { today }) => nextWeekend(today),
  },
  {
    pattern: phrases(
      '(?:this |the |at the |over the |el |este |am |dieses |ce |le |questo |nel |no |neste |en el )?(?:weekends?|week end|finde|fin de semana|fim de semana|wochenende|fine settimana)',
    ),
    read: (_, { today }) => weekend(today),
  },
];
