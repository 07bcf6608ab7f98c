import { phrases } from './alternation.ts';
import { NUMBER, WEEKDAY, weekdayOf } from './calendar-words.ts';
import { comingWeekday } from './day-arithmetic.ts';
import { ahead, fromWord } from './day-readings.ts';
import type { DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

/** Days counted from today or from the day spoken of, and days that are over. */
export const daysAhead: readonly Rule<Days, DayContext>[] = [
  // A week or more after a weekday or today.
  {
    pattern: phrases(
      `not (?:this|next) (${WEEKDAY}|mon|sat|sun),? (?:but )?(?:the )?(?:one after(?: that)?|next one|next|following(?: one)?)|(?:no (?:este|el) (${WEEKDAY}),? (?:sino )?(?:el (?:otro|siguiente|de la semana (?:siguiente|que viene))))|(?:este|el) (${WEEKDAY})(?: que viene| proximo)? no,? (?:sino |mejor )?el (?:otro|siguiente|proximo)(?= |$|[.,!])`,
    ),
    read: ([, a, b, c], { today }) => ({ date: comingWeekday(today, weekdayOf(a ?? b ?? c ?? '') ?? 1).add({ days: 7 }) }),
  },
  {
    pattern: phrases(
      `(?:a )?(?:fortnight|two weeks|2 weeks) (?:on |from |this )?(${WEEKDAY}|mon|sat|sun|today|tomorrow)|(${WEEKDAY}|sat|sun) (?:fortnight|in zwei wochen|en quinze|en quince)`,
    ),
    read: ([, a, b], { today }) => ({ date: fromWord(a ?? b ?? '', today).add({ days: 14 }) }),
  },
  {
    pattern: phrases(
      `(?:a )?week (?:on |from |after |this )?(${WEEKDAY}|mon|sat|sun|today|tomorrow)|(${WEEKDAY}|mon|sat|sun|today|tomorrow) week|(?:(?:de |del )?(${WEEKDAY}|hoy|manana)|(heute|morgen|aujourd hui|demain|oggi|domani)) (?:en|in|a) (?:ocho|acht tagen|einer woche|huit|otto|una semana|a week)(?: dias| jours)?|(?:the )?(${WEEKDAY}|sat|sun) (?:after next|after that|a week later)|the (${WEEKDAY}|sat|sun) after(?! \\d)`,
    ),
    read: (match, { today }) => ({
      date: fromWord(match.slice(1).find((word) => word !== undefined) ?? '', today).add({ days: 7 }),
    }),
  },

  // Days and weeks from now.
  {
    pattern: phrases(
      '(?:the )?day after tomorrow|pasado manana|pasadomanana|depois de amanha|ubermorgen|uebermorgen|apres demain|dopodomani|dopo domani|parso',
    ),
    read: (_, { today }) => ({ date: today.add({ days: 2 }) }),
  },
  {
    pattern: phrases(
      `(?:in|dentro de|en|em|daqui a|dans|tra|fra|de aca a) (a|${NUMBER}|quince|quinze|quindici|vierzehn|fifteen) (days?|dias?|tage?n?|jours?|giorn[oi]|weeks?|semanas?|wochen?|semaines?|settiman[ae]|months?|mes|meses|monate?n?|mois|mes[ei])|in (?:a|einer) (fortnight|week|woche)|(a|${NUMBER}) (days?|weeks?|months?) (?:from now|from today|time)`,
    ),
    read: ([, count, unit, single, counted, units], { today, language }) =>
      ahead(count ?? counted ?? 'one', unit ?? units ?? single ?? '', today, language),
  },
  {
    pattern: phrases('tonight|this evening|esta noche|hoje (?:a )?noite|heute abend|ce soir|stasera|questa sera'),
    read: (_, { today }) => ({ date: today, part: 'evening' }),
  },
  {
    pattern: phrases(
      'this afternoon|this arvo|esta tarde|hoje (?:a )?tarde|heute nachmittag|cet apres midi|oggi pomeriggio|questo pomeriggio',
    ),
    read: (_, { today }) => ({ date: today, part: 'afternoon' }),
  },
  {
    pattern: phrases('this morning|esta manana|hoje de manha|heute (?:fruh|morgen|vormittag)|ce matin|stamattina'),
    read: (_, { today }) => ({ date: today, part: 'morning' }),
  },
  {
    pattern: phrases('(?:later )?today|hoy(?: mismo)?|hoje|heute|aujourd hui|oggi|aaj|right now|ahorita mismo|ahora mismo'),
    read: (_, { today }) => ({ date: today }),
  },
  {
    pattern: phrases('morgen fruh|morgen vormittag'),
    read: (_, { today }) => ({ date: today.add({ days: 1 }), part: 'morning' }),
  },
  { pattern: phrases('tomorrow|amanha|demain|domani|kal'), read: (_, { today }) => ({ date: today.add({ days: 1 }) }) },
  {
    pattern: phrases('morgen'),
    read: ({ index }, { today }, text) =>
      /(?:guten|am|jeden|_) $/.test(text.slice(Math.max(0, index - 7), index)) ? undefined : { date: today.add({ days: 1 }) },
  },
  {
    pattern: phrases('manana(?: mismo)?'),
    read: ({ index }, { today }, text) =>
      /(?:la|esta|de|por|en la|pela) $/.test(text.slice(Math.max(0, index - 7), index))
        ? undefined
        : { date: today.add({ days: 1 }) },
  },
  {
    pattern: phrases(
      '(?:the )?(?:next|following) day|the day after|(?:el |al )?dia (?:siguiente|despues(?! de))|al otro dia|(?:no )?dia seguinte|am nachsten tag|(?:am )?tag (?:darauf|danach)|le lendemain|(?:il )?giorno (?:dopo|seguente)',
    ),
    read: (_, { today, spokenOf }) => ({ date: (spokenOf ?? today).add({ days: 1 }) }),
  },
  {
    pattern: phrases(
      '(?:the )?day before|(?:el |un )?dia (?:antes|anterior)|(?:am )?tag (?:davor|vorher)|la veille|(?:il )?giorno prima',
    ),
    read: (_, { spokenOf }) => spokenOf && { date: spokenOf.subtract({ days: 1 }) },
  },
  {
    pattern: phrases(
      '(?:the )?same day|that (?:same )?day|(?:el )?mismo dia|ese (?:mismo )?dia|n?esse (?:mesmo )?dia|(?:no )?mesmo dia|(?:am )?(?:selben|gleichen) tag|(?:le )?meme jour|ce jour la|(?:lo )?stesso giorno|quel giorno',
    ),
    read: (_, { spokenOf }) => spokenOf && { date: spokenOf, spoken: true },
  },

  {
    pattern: phrases(
      '(?<=(?:come|come in|come over|come by|pop in|pop over|see me|be seen|see us|walk in|ir|pasar|venir|kommen|vorbeikommen|passer|venire|passare) )(?:right now|now|ahora|ahorita|jetzt|maintenant|adesso|agora)',
    ),
    read: (_, { today }) => ({ date: today }),
  },

  // Past.
  {
    pattern: phrases(
      `(?:last|letzten|letzter|letzte|el pasado) (?:${WEEKDAY}|sat|sun|week|month|time|woche|monat)(?! (?:of|in|de|im))|(?:${WEEKDAY}) (?:pasado|passad[oa]|dernier|scors[oa])|(?:la )?(?:semana pasada|semana passada|semaine derniere|settimana scorsa)|yesterday|ayer|ontem|gestern|hier|ieri|anteayer|the other day|el otro dia|la ultima vez|letztes mal|la derniere fois|l ultima volta|${NUMBER} (?:days?|weeks?|months?) ago|hace ${NUMBER} (?:dias|semanas|meses)|vor ${NUMBER} (?:tagen|wochen)|il y a ${NUMBER} (?:jours|semaines)`,
    ),
    read: (_, { language }, text) => (language !== 'fr' && text === 'hier' ? undefined : { past: true }),
  },
];
