import type { PartOfDay } from '#contracts/meaning.ts';
import { anyOf, phrases } from './alternation.ts';
import { ANY_MONTH, MONTH, NUMBER, SHORT_WEEKDAY, WEEKDAY, monthOf, numberOf, weekdayOf } from './calendar-words.ts';
import { comingDate, comingNumber, comingWeekday, dayOf, laterOf, mondayOf } from './day-arithmetic.ts';
import type { Language } from './language.ts';
import type { Rule } from './mentions.ts';
import type { Place } from './setting.ts';

type Day = Temporal.PlainDate;

/** What a text says about days. Several fields only where they belong together. */
export interface Days {
  readonly date?: Day;
  readonly from?: Day;
  readonly to?: Day;
  readonly weekdays?: readonly number[];
  /** A bare weekday, which may turn out to be one of several. */
  readonly bare?: boolean;
  /** Equally good readings. */
  readonly either?: readonly Days[];
  readonly fuzzy?: boolean;
  readonly part?: PartOfDay;
  /** Every day will do. */
  readonly any?: boolean;
  /** The day that is spoken of already. */
  readonly spoken?: boolean;
  /** It is over: no wish. */
  readonly past?: boolean;
  readonly noSuchDay?: boolean;
}

export interface DayContext {
  readonly today: Day;
  /** The day spoken of: shown, held, or that of the only booking. */
  readonly spokenOf: Day | undefined;
  readonly monthFirst: boolean;
  readonly language: Language | undefined;
  readonly place: Place;
}

const THE = '(?:the |el |la |los |las |le |les |il |lo |l |o |a |os |as |den |dem |der |die |das |dia |al |del |am |on )?';
const ORDINAL = '(?:st|nd|rd|th|er|\\.|o)';
const OF = '(?:of |de |di |d |del |du |do )?(?:the )?';
const YEAR = '(?:,? (?:de |del |of |do )?(\\d{4}))?';
const LATER = 20;

/** Days of the month in words, as far as people write them out. */
const DAY_WORDS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
    'uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve treinta',
  ].flatMap((words) => words.split(' ').map((word, n) => [word, n + 1] as const)),
);

/** From the most particular to the most general; each takes its words away from those after it. */
export const dayRules: readonly Rule<Days, DayContext>[] = [
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
      `(${WEEKDAY}|${SHORT_WEEKDAY}),? (?:the (\\d{1,2})${ORDINAL}|(\\d{1,2})(?:st|nd|rd|th)|(?:el |el dia |dia |den |le |il )(\\d{1,2})${ORDINAL}?|(\\d{1,2}))(?! ?(?:pm|am|a\\.m|p\\.m|:|h|hs|uhr|o clock|oclock|y media|minutes|ish|-|/))`,
    ),
    read: ([, name, the, suffixed, article, bare], context) =>
      weekdayAndNumber(weekdayOf(name ?? '') ?? 1, Number(the ?? suffixed ?? article ?? bare), bare !== undefined, context),
  },

  // Day and month.
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
  // Parts of weeks and months.
  {
    pattern: phrases(
      `(end|beginning|start|middle|early|late|mid|final|finales|fines|principios?|comienzos|mediados|fin|debut|milieu|courant|inizio|fine|meta|anfang|ende|mitte|comeco|inicio|final|fim|meados) (?:(?:of|de|del|da|do|du|di|der|des|dieser|la|in)? ?)(?:the |la |l )?(next week|semana que viene|proxima semana|semana que vem|nachste[rn]? woche|semaine prochaine|settimana prossima|prossima settimana|this week|esta semana|essa semana|(?:dieser )?woche|semaine|settimana|the week|week|semana)`,
    ),
    read: ([, part, week], { today }) => partOfWeek(part ?? '', week ?? '', today),
  },
  {
    pattern: phrases(
      `(end|beginning|start|middle|early|late|mid|(?:the )?(?:last|first) week|(?:la )?(?:ultima|primera) semana|(?:die )?(?:letzte|erste) woche|(?:la )?(?:derniere|premiere) semaine|(?:l )?ultima settimana|(?:la )?prima settimana|final|finales|fines|principios?|comienzos|mediados|fin|debut|milieu|inizio|fine|meta|anfang|ende|mitte|comeco|inicio|fim|meados) (?:of |de |del |da |do |du |di |des )?(?:the |el |this |este |le |o )?(next month|mes que viene|proximo mes|mes que vem|nachsten? monats?|mois prochain|mese prossimo|prossimo mese|month|mes|monats?|mois|mese|${ANY_MONTH})`,
    ),
    read: ([, part, month], { today }) => partOfMonth(part ?? '', month ?? '', today),
  },
  {
    pattern: phrases(
      `(?:the |la |die |na )?(?:week|semana|woche|semaine|settimana)(?: of| commencing| beginning| del?| vom| du| dal?| do| dia)+ (?:the |el |dia |le )?(\\d{1,2})${ORDINAL}?(?: ${OF}(${ANY_MONTH}))?`,
    ),
    read: ([, day, month], { today }) => {
      const found = month === undefined ? comingNumber(today, Number(day)) : comingDate(today, monthOf(month) ?? 0, Number(day));
      return found && week(mondayOf(found));
    },
  },

  // From one to another.
  {
    pattern: phrases(
      `(?:between |from |del |entre el |vom |du |dal |de |do dia |entre o dia )(?:the |el )?(\\d{1,2})(?:${ORDINAL}) ?(?:to|and|-|al|y el|a|bis|bis zum|au|e il|ao|e)(?: the| el)? (\\d{1,2})(?:${ORDINAL})?|(?:del |entre el )(\\d{1,2}) (?:al|y el) (\\d{1,2})`,
    ),
    read: ([, a, b, c, d], { today }) => numbers(comingNumber(today, Number(a ?? c)), Number(b ?? d)),
  },
  {
    pattern: phrases(
      `(?:between |from |entre |entre el |de |del |desde el |von |zwischen |du |dal |tra |entre )?(${WEEKDAY}|mon|sat|sun) ?(?:to|-|through|thru|a|al|hasta el|bis|au)(?: el)? ?(${WEEKDAY}|mon|sat|sun)|(?:between|entre(?: el)?|zwischen|tra) (${WEEKDAY}) (?:and|y(?: el)?|und|et|e) (${WEEKDAY})`,
    ),
    read: ([whole, a, b, c, d], { today }, text) =>
      OF_A_MOVE.test(text.slice(0, text.indexOf(whole)))
        ? undefined
        : weekdayRange(weekdayOf(a ?? c ?? '') ?? 1, weekdayOf(b ?? d ?? '') ?? 1, today),
  },

  // A week or more after a weekday or today.
  {
    pattern: phrases(
      `not (?:this|next) (${WEEKDAY}|mon|sat|sun),? (?:but )?(?:the )?(?:one after(?: that)?|next one|next|following(?: one)?)|(?:no (?:este|el) (${WEEKDAY}),? (?:sino )?(?:el (?:otro|siguiente|de la semana (?:siguiente|que viene))))`,
    ),
    read: ([, a, b], { today }) => ({ date: comingWeekday(today, weekdayOf(a ?? b ?? '') ?? 1).add({ days: 7 }) }),
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
    pattern: phrases('manana'),
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
      '(?:the )?same day|that (?:same )?day|(?:el )?mismo dia|ese (?:mismo )?dia|(?:no )?mesmo dia|(?:am )?(?:selben|gleichen) tag|(?:le )?meme jour|ce jour la|(?:lo )?stesso giorno|quel giorno',
    ),
    read: (_, { spokenOf }) => spokenOf && { date: spokenOf, spoken: true },
  },

  // Past.
  {
    pattern: phrases(
      `(?:last|letzten|letzter|letzte|el pasado) (?:${WEEKDAY}|sat|sun|week|month|time|woche|monat)(?! (?:of|in|de|im))|(?:${WEEKDAY}) (?:pasado|passad[oa]|dernier|scors[oa])|(?:la )?(?:semana pasada|semana passada|semaine derniere|settimana scorsa)|yesterday|ayer|ontem|gestern|hier|ieri|anteayer|the other day|el otro dia|la ultima vez|letztes mal|la derniere fois|l ultima volta|${NUMBER} (?:days?|weeks?|months?) ago|hace ${NUMBER} (?:dias|semanas|meses)|vor ${NUMBER} (?:tagen|wochen)|il y a ${NUMBER} (?:jours|semaines)`,
    ),
    read: (_, { language }, text) => (language !== 'fr' && text === 'hier' ? undefined : { past: true }),
  },

  // Weekdays of this week or the next.
  {
    pattern: phrases(
      `next week(?:s)? (${WEEKDAY}|sat|sun)|(${WEEKDAY}|sat|sun)(?: of| de| da| der)? (?:la )?(?:next week|(?:la )?semana que viene|(?:la )?proxima semana|da semana que vem|nachste[rn]? woche|de la semaine prochaine|della prossima settimana|della settimana prossima)`,
    ),
    read: ([, a, b], { today }) => ({ date: mondayOf(today).add({ days: 6 + (weekdayOf(a ?? b ?? '') ?? 1) }) }),
  },
  {
    pattern: phrases(
      `(?:next|el proximo|la proxima|proxim[oa]|nachste[nr]?|(?:le )?prochain|prossim[oa]) (${WEEKDAY}|${SHORT_WEEKDAY})|(${WEEKDAY}) (?:que viene|proxim[oa]|que vem|prochain|prossim[oa]|que entra|siguiente)`,
    ),
    read: ([, a, b], { today }) => nextWeekday(weekdayOf(a ?? b ?? '') ?? 1, today),
  },
  {
    pattern: phrases(
      `(?:this(?: coming)?|coming|este|esta|diese[nr]?|kommende[nr]?|ce|quest[oa]|est[ae] proxim[oa]|nest[ea]) (${WEEKDAY}|${SHORT_WEEKDAY})`,
    ),
    read: ([, name], { today }) => ({ date: comingWeekday(today, weekdayOf(name ?? '') ?? 1) }),
  },

  // Weeks and months.
  {
    pattern: phrases(
      '(?:in |over )?the (?:next|coming) (?:few|couple of) days|(?:en )?(?:los|estos) (?:proximos )?dias|in den nachsten tagen|(?:dans les |ces )prochains jours|(?:nei )?prossimi giorni|(?:nos )?proximos dias',
    ),
    read: (_, { today }) => ({ from: today, to: today.add({ days: 7 }), fuzzy: true }),
  },
  {
    pattern: phrases('(?:the )?week after next|ubernachste woche|(?:in )?(?:la )?semana siguiente a la que viene'),
    read: (_, { today }) => week(mondayOf(today).add({ days: 14 })),
  },
  {
    pattern: phrases(
      'the (?:week after|following week)|week after(?=$|[.,!?])|following week|(?:la )?semana (?:siguiente|despues|de despues)|die woche da(?:nach|rauf)|(?:la )?semaine (?:d apres|suivante)|(?:la )?settimana (?:dopo|successiva|seguente)|(?:a )?semana seguinte',
    ),
    read: (_, { today, spokenOf }) => week(mondayOf(spokenOf ?? today).add({ days: 7 })),
  },
  {
    pattern: phrases(
      'not this (?:coming )?week,? (?:but )?(?:the )?(?:next|following)(?: one| week)?|(?:esta semana no|no esta semana),? (?:sino )?(?:la )?(?:que viene|proxima|siguiente|otra)|nicht diese woche,? (?:sondern )?(?:die )?nachste',
    ),
    read: (_, { today }) => week(mondayOf(today).add({ days: 7 })),
  },
  {
    pattern: phrases(
      'next week|(?:la )?(?:semana que viene|proxima semana|semana proxima|semana entrante|semana que entra|siguiente semana)|(?:na )?semana que vem|(?:nachste[nr]?|kommende[nr]?) woche|(?:la )?semaine prochaine|(?:la )?(?:settimana prossima|prossima settimana)',
    ),
    read: (_, { today }) => week(mondayOf(today).add({ days: 7 })),
  },
  {
    pattern: phrases(
      '(?:later |rest of )?this week|(?:en |de )?esta (?:misma )?semana|(?:n?essa|n?esta) semana|diese(?:r)? woche|cette semaine|questa settimana',
    ),
    read: (_, { today }) => ({ from: today, to: mondayOf(today).add({ days: 6 }) }),
  },
  {
    pattern: phrases(
      'next month|(?:el )?(?:mes que viene|proximo mes|mes proximo)|(?:no )?mes que vem|nachsten monat|(?:le )?mois prochain|(?:il )?(?:mese prossimo|prossimo mese)',
    ),
    read: (_, { today }) => month(today.with({ day: 1 }).add({ months: 1 })),
  },
  {
    pattern: phrases('this month|este mes|diesen monat|ce mois ci|questo mese'),
    read: (_, { today }) => ({ from: today, to: today.with({ day: today.daysInMonth }) }),
  },
  {
    pattern: phrases(
      'weekdays?|on a weekday|during the week|entre semana|dias de semana|durante a semana|unter der woche|werktags|en semaine|(?:in|durante la) settimana|infrasettimanale',
    ),
    read: () => ({ weekdays: [1, 2, 3, 4, 5] }),
  },
  {
    pattern: phrases(`(?:in|during|en|em|im|a|ad|nel mese di|durante) (${ANY_MONTH})`),
    read: ([, name], { today, language }) => (name === 'mar' && language !== 'en' ? undefined : monthNamed(name ?? '', today)),
  },

  // Feasts.
  {
    pattern: phrases(
      '(?:christmas|xmas|x mas) eve|nochebuena|heilig ?abend|vespera de natal|(?:la )?veille de noel|vigilia di natale|24th of december',
    ),
    read: (_, { today }) => feast(today, 12, 24),
  },
  {
    pattern: phrases('(?:christmas|xmas)(?: day)?|navidad|weihnachten|(?:dia de )?natal|noel|natale'),
    read: (_, { today }) => feast(today, 12, 25),
  },
  { pattern: phrases('boxing day|santo stefano'), read: (_, { today }) => feast(today, 12, 26) },
  {
    pattern: phrases(
      'new years? eve|nye|nochevieja|fin de ano|silvester|vespera de ano novo|reveillon|saint sylvestre|san silvestro',
    ),
    read: (_, { today }) => feast(today, 12, 31),
  },
  {
    pattern: phrases('new years?(?: day)?|ano nuevo|ano novo|neujahr|nouvel an|capodanno'),
    read: (_, { today }) => feast(today, 1, 1),
  },
  { pattern: phrases('(?:dia de )?reyes|epifania|befana'), read: (_, { today }) => feast(today, 1, 6) },
  {
    pattern: phrases('valentines?(?: day)?|san valentin[oe]?|valentinstag|saint valentin'),
    read: (_, { today }) => feast(today, 2, 14),
  },
  { pattern: phrases('halloween'), read: (_, { today }) => feast(today, 10, 31) },

  // Weekdays on their own.
  {
    pattern: phrases(
      `(?:every(?: other| second)?|each|any|cada|todos los|todas las|tod[oa]s?(?: os| as)?|jede[nrs]?|tous les|chaque|ogni|los|les) (${WEEKDAY}|sat|sun|mon)`,
    ),
    read: ([, name]) => ({ weekdays: [weekdayOf(name ?? '') ?? 1], bare: true }),
  },
  {
    pattern: phrases(`(${WEEKDAY})`),
    read: ([, name = ''], { today }) => weekday(name, today),
  },
  {
    pattern: phrases('sat|sun|mon'),
    read: ({ 0: name, index }, { today }, text) => (isShortDay(name, text, index) ? weekday(name, today) : undefined),
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
    pattern: phrases('(?:el |le |il |este |ce |per )(mar|ven)|^(mar|ven)(?=$| \\d)'),
    read: ([, a, b], { today, language }) =>
      language === 'es' || language === 'fr' || language === 'it' ? weekday(a ?? b ?? '', today) : undefined,
  },

  // Numbers of days.
  {
    pattern: phrases(
      `(?:the )?(\\d{1,2})(?:st|nd|rd|th)(?! (?:one|slot|option|time))|(?:el|el dia|dia|le|den|am|il|al|o dia|del|giorno) (\\d{1,2})(?:er|o|\\.|(?! ?(?:h|hs|am|pm|uhr|:\\d|horas|minutes|personas|euros?|%|€)))(?!\\p{N})`,
    ),
    read: ([, suffixed, article], { today }) => numbered(today, Number(suffixed ?? article)),
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
      'any ?day|any day of the week|whichever day|whenever|any time(?! (?:after|before|in|on|between))|cualquier dia|el dia que (?:sea|quieras|tengas)|cuando (?:sea|quieras|puedas|podais|tengas)|qualquer dia|quando (?:puder|der)|egal wann|jederzeit|jeder tag|n importe quel jour|peu importe le jour|egal welcher tag|n importe quand|quand vous voulez|qualsiasi giorno|un giorno qualsiasi|quando vuoi|quando volete',
    ),
    read: () => ({ any: true }),
  },
];

function exact(year: number, month: number, day: number): Days {
  const found = dayOf(year, month, day);
  return found ? { date: found } : { noSuchDay: true };
}

function numeric(a: number, b: number, year: string | undefined, { monthFirst, today }: DayContext): Days {
  const american = monthFirst ? a <= 12 || b > 12 : b > 12 && a <= 12;
  const [day, month] = american ? [b, a] : [a, b];
  if (year === undefined) return coming(today, month, day);
  return exact(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
}

function coming(today: Day, month: number, day: number): Days {
  const found = comingDate(today, month, day);
  return found ? { date: found } : { noSuchDay: true };
}

function named(today: Day, day: number, month: string | undefined, year: string | undefined): Days | undefined {
  const number = monthOf(month ?? '');
  if (number === undefined || day === 0) return undefined;
  return year === undefined ? coming(today, number, day) : exact(Number(year), number, day);
}

function numbered(today: Day, day: number): Days | undefined {
  if (day < 1 || day > 31) return undefined;
  const date = comingNumber(today, day);
  return date && { date };
}

/** "Friday the 11th": the day that is both. A bare "friday 11" that is not both may be a time. */
function weekdayAndNumber(weekday: number, day: number, bare: boolean, { today, place }: DayContext): Days | undefined {
  if (day < 1 || day > 31) return undefined;
  for (let ahead = 0; ahead < 3; ahead += 1) {
    const first = today.with({ day: 1 }).add({ months: ahead });
    const date = dayOf(first.year, first.month, day);
    if (date?.dayOfWeek === weekday && Temporal.PlainDate.compare(date, today) >= 0) {
      return bare && day <= 12 && place !== 'choose_day' && ahead > 0 ? undefined : { date };
    }
  }
  if (bare && day <= LATER) return undefined;
  const date = comingNumber(today, day);
  return date && { either: [{ date: comingWeekday(today, weekday) }, { date }] };
}

function numbers(from: Day | undefined, until: number): Days | undefined {
  if (!from || until < 1 || until > 31) return undefined;
  const to = comingNumber(from, until);
  return to && { from, to };
}

function fromWord(word: string, today: Day): Day {
  if (['today', 'hoy', 'heute', 'aujourd hui', 'oggi'].includes(word)) return today;
  if (['tomorrow', 'manana', 'morgen', 'demain', 'domani'].includes(word)) return today.add({ days: 1 });
  return comingWeekday(today, weekdayOf(word) ?? 1);
}

const WEEKS = /^(?:week|semana|woche|semaine|settiman)/;
const MONTHS = /^(?:month|mes|monat|mois)/;

/** "In eight days" and "in fifteen" are one week and two in half of Europe. */
function ahead(count: string, unit: string, today: Day, language: Language | undefined): Days {
  const more: Readonly<Record<string, number>> = { a: 1, quince: 15, quinze: 15, quindici: 15, fifteen: 15, vierzehn: 14 };
  const number = more[count] ?? numberOf(count);
  if (unit === 'fortnight') return { date: today.add({ days: 14 }), fuzzy: true };
  if (WEEKS.test(unit)) return { date: today.add({ days: 7 * number }), fuzzy: true };
  if (MONTHS.test(unit)) return { date: today.add({ months: number }), fuzzy: true };
  if (language !== 'en' && (number === 8 || number === 15)) {
    return { either: [{ date: today.add({ days: number - 1 }) }, { date: today.add({ days: number }) }], fuzzy: true };
  }
  return { date: today.add({ days: number }) };
}

function nextWeekday(weekday: number, today: Day): Days {
  const date = comingWeekday(today, weekday);
  const thisWeek = Temporal.PlainDate.compare(mondayOf(date), mondayOf(today)) === 0;
  return thisWeek ? { either: [{ date }, { date: date.add({ days: 7 }) }] } : { date };
}

function weekday(name: string, today: Day): Days {
  const number = weekdayOf(name) ?? 1;
  const plural =
    /^(?:mon|tues|wednes|thurs|fri|satur|sun)days$|^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s$/.test(name);
  return plural ? { weekdays: [number], bare: true } : { date: comingWeekday(today, number), bare: true };
}

/** "Move the one on Friday to Saturday" is no range. */
const OF_A_MOVE =
  /(?:^| )(?:move|change|reschedule|switch|swap|push|the one|mine|cambi\w+|mover\w*|pas[ae]\w*|(?:la|el) del|verschieb\w*|verleg\w*|spost\w+|deplac\w*|mudar|remarcar)(?: |$)/;

function weekdayRange(first: number, last: number, today: Day): Days {
  const from = today.dayOfWeek === first ? today : comingWeekday(today, first);
  return { from, to: from.add({ days: (last - first + 7) % 7 }) };
}

function week(monday: Day): Days {
  return { from: monday, to: monday.add({ days: 6 }) };
}

function weekend(today: Day): Days {
  const saturday = mondayOf(today).add({ days: 5 });
  return { from: laterOf(saturday, today), to: saturday.add({ days: 1 }) };
}

function nextWeekend(today: Day): Days {
  const saturday = mondayOf(today).add({ days: 5 });
  const [coming, after] = [0, 7].map((days) => ({ from: saturday.add({ days }), to: saturday.add({ days: days + 1 }) }));
  return today.dayOfWeek >= 6 || !coming || !after ? { ...after } : { either: [coming, after] };
}

function month(first: Day): Days {
  return { from: first, to: first.with({ day: first.daysInMonth }) };
}

function monthNamed(name: string, today: Day): Days | undefined {
  const number = monthOf(name);
  if (number === undefined) return undefined;
  if (number === today.month) return { from: today, to: today.with({ day: today.daysInMonth }) };
  return month(today.with({ day: 1 }).add({ months: (number - today.month + 12) % 12 }));
}

/** A month alone is only meant where nothing makes it a name or a verb: "may" stands at many places. */
function standsForMonth(text: string, at: number, length: number): boolean {
  const before = text.slice(Math.max(0, at - 12), at);
  const after = text.slice(at + length, at + length + 8);
  if (
    /(?:next|this|of|de|proximo|por|para|for|until|since|by|before|after|antes de|bis|ab|fur|pour|per|late|early|mid) $/.test(
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

const EARLY =
  /^(?:(?:the |la |die )?(?:first|primera|erste|premiere|prima) |beginning|start|early|principio|comienzo|debut|inizio|anfang|comeco|inicio)/;
const MIDDLE = /^(?:mi|medi|milieu|courant|meta|mea)/;

function partOfWeek(part: string, which: string, today: Day): Days {
  const isNext = /next|viene|proxima|vem|nachste|prochaine|prossima/.test(which);
  const monday = mondayOf(today).add({ days: isNext ? 7 : 0 });
  const [first, last] = EARLY.test(part) ? [0, 2] : MIDDLE.test(part) ? [1, 3] : [3, 6];
  return { from: laterOf(monday.add({ days: first }), today), to: laterOf(monday.add({ days: last }), today), fuzzy: true };
}

function partOfMonth(part: string, which: string, today: Day): Days {
  const named = monthOf(which);
  const first = today.with({ day: 1 });
  const isNext = /next|viene|proximo|vem|nachste|prochain|prossimo/.test(which);
  let of = named === undefined ? first.add({ months: isNext ? 1 : 0 }) : first.add({ months: (named - today.month + 12) % 12 });
  const span = (of: Day): readonly [Day, Day] => {
    if (EARLY.test(part)) return [of, of.with({ day: 7 })];
    if (MIDDLE.test(part)) return [of.with({ day: 11 }), of.with({ day: 20 })];
    return [of.with({ day: of.daysInMonth - 6 }), of.with({ day: of.daysInMonth })];
  };
  if (Temporal.PlainDate.compare(span(of)[1], today) < 0) of = of.add(named === undefined ? { months: 1 } : { years: 1 });
  const [from, to] = span(of);
  return { from: laterOf(from, today), to, fuzzy: true };
}

function nthWeekday(nth: string, weekday: number, which: string, { today }: DayContext): Days {
  const named = monthOf(which);
  const isNext = /next|viene|proximo|nachste|prochain|prossimo/.test(which);
  const first = today.with({ day: 1 });
  const of = named === undefined ? first.add({ months: isNext ? 1 : 0 }) : first.add({ months: (named - today.month + 12) % 12 });
  const find = (of: Day): Day => {
    if (/^(?:last|ultim|letzt|dernier)/.test(nth)) {
      const end = of.with({ day: of.daysInMonth });
      return end.subtract({ days: (end.dayOfWeek - weekday + 7) % 7 });
    }
    const start = of.add({ days: (weekday - of.dayOfWeek + 7) % 7 });
    const at = [/^(?:first|1|prim|erst|prem)/, /^(?:sec|2|seg|zwei|deux)/, /^(?:thi|3|ter)/, /^(?:fou|4)/].findIndex((one) =>
      one.test(nth),
    );
    return start.add({ days: 7 * Math.max(0, at) });
  };
  const date = find(of);
  return { date: Temporal.PlainDate.compare(date, today) < 0 ? find(of.add({ months: 1 })) : date };
}

function feast(today: Day, month: number, day: number): Days {
  return coming(today, month, day);
}

/** "sat" is also a verb, "sun" shines and "mon" is French. */
function isShortDay(name: string, text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 14), at);
  const after = text.slice(at + name.length, at + name.length + 14);
  if (/(?:on|next|this|or|and|until|by|from|for|every|not|except|til|till|to|maybe|before|after|late|early|,|_) ?$/.test(before))
    return true;
  if (name === 'mon') return /^(?:$|[,.?!]| (?:am|pm|at|or|and|morning|afternoon|evening|please|\d))/.test(after);
  if (name === 'sat' && /^ (?:\d+ min|_+ (?:in|there|at|waiting|for)|there|in|down|on|for|waiting|around)/.test(after))
    return false;
  return (
    /^(?:$|[,.?!]| (?:am|pm|at|or|and|morning|afternoon|evening|arvo|arvo|lunch|please|if|works?|is|w|with|\d|the|around|anytime|_))/.test(
      after,
    ) && !/(?:i|we|have|just|the) $/.test(before)
  );
}
