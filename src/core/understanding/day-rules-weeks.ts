import { phrases } from './alternation.ts';
import { ANY_MONTH, SHORT_WEEKDAY, WEEKDAY, weekdayOf } from './calendar-words.ts';
import { comingWeekday, easter, mondayOf } from './day-arithmetic.ts';
import { feast, month, monthNamed, nextWeekday, nthWeekday, week } from './day-readings.ts';
import type { Day, DayContext, Days } from './days.ts';
import type { Rule } from './mentions.ts';

const FREE =
  '(?:(?:that |which )?(?:you have|youve got|is free|is available|available|free|open)|que (?:tengas|tengan|haya|quede|puedas|puedan|este)|libre|disponible|frei|dispo|libero|livre|que tiver)';

/** This week and the next, months and feasts. */
export const weeksAndMonths: readonly Rule<Days, DayContext>[] = [
  // Weekdays of this week or the next.
  {
    pattern: phrases(
      `next week(?:s)? (${WEEKDAY}|sat|sun)|(${WEEKDAY}|sat|sun)(?: of| de| da| der)? (?:la )?(?:next week|(?:la )?semana que viene|(?:la )?proxima semana|da semana que vem|nachste[rn]? woche|de la semaine prochaine|della prossima settimana|della settimana prossima)`,
    ),
    read: ([, a, b], { today }) => ({ date: mondayOf(today).add({ days: 6 + (weekdayOf(a ?? b ?? '') ?? 1) }) }),
  },
  // "The first Tuesday you have."
  {
    pattern: phrases(
      `(?:the |el |le |il |den |a )?(?:first|next|primer|proximo|premier|prochain|primo|prossimo|ersten|nachsten|primeira) (${WEEKDAY}) (?=${FREE})`,
    ),
    read: ([, name]) => ({ weekdays: [weekdayOf(name ?? '') ?? 1], bare: true }),
  },

  // After the day that is spoken of.
  {
    pattern: phrases(
      `(?:the )?following (${WEEKDAY}|mon|sat|sun)|(?:el |la )?(${WEEKDAY}|segunda|terca|quarta|quinta|sexta) (?:siguiente|seguinte|suivant|seguente|successivo|darauf|danach)|(?:el |la )?siguiente (${WEEKDAY})`,
    ),
    read: ([, a, b, c], { today, spokenOf }) => ({ date: comingWeekday(spokenOf ?? today, weekdayOf(a ?? b ?? c ?? '') ?? 1) }),
  },
  {
    pattern: phrases(
      `(?:next|el proximo|la proxima|proxim[oa]|nachste[nr]?|(?:le )?prochain|prossim[oa]) (${WEEKDAY}|${SHORT_WEEKDAY})|(${WEEKDAY}|segunda|terca|quarta|quinta|sexta) (?:que viene|proxim[oa]|que vem|prochain|prossim[oa]|que entra)`,
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
      'the (?:week after|following week)|week after(?=$|[.,!?])|following week|(?:la )?semana (?:siguiente|despues(?! de)|de despues)|die woche da(?:nach|rauf)|(?:la )?semaine (?:d apres|suivante)|(?:la )?settimana (?:dopo|successiva|seguente)|(?:a )?semana seguinte',
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
      'next week|la otra semana|(?:la )?(?:semana que viene|proxima semana|semana proxima|semana entrante|semana que entra|siguiente semana)|(?:na )?semana que vem|(?:nachste[nr]?|kommende[nr]?) woche|(?:la )?semaine prochaine|(?:la )?(?:settimana prossima|prossima settimana)',
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
  {
    pattern: phrases('(?:the )?day after thanksgiving|black friday'),
    read: (_, context) => thanksgiving(context, 1),
  },
  { pattern: phrases('thanksgiving(?: day)?|accion de gracias'), read: (_, context) => thanksgiving(context, 0) },
  {
    pattern: phrases('(?:the )?day after (?:christmas|xmas)|boxing day|santo stefano'),
    read: (_, { today }) => feast(today, 12, 26),
  },
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
  {
    pattern: phrases('good friday|viernes santo|sexta(?: feira)? santa|karfreitag|vendredi saint|venerdi santo'),
    read: byEaster(-2),
  },
  { pattern: phrases('jueves santo|grundonnerstag|quinta(?: feira)? santa|maundy thursday'), read: byEaster(-3) },
  { pattern: phrases('easter monday|lunes de pascua|ostermontag|lundi de paques|pasquetta'), read: byEaster(1) },
  {
    pattern: phrases('semana santa|holy week'),
    read: (_, { today }) => {
      const sunday = comingEaster(today, 0);
      return { from: sunday.subtract({ days: 6 }), to: sunday };
    },
  },
  {
    pattern: phrases('easter(?: sunday)?|domingo de (?:pascua|resurreccion)|pascua|pascoa|ostern|ostersonntag|paques|pasqua'),
    read: byEaster(0),
  },
  { pattern: phrases('(?:dia de )?reyes|epifania|befana'), read: (_, { today }) => feast(today, 1, 6) },
  {
    pattern: phrases('valentines?(?: day)?|san valentin[oe]?|valentinstag|saint valentin'),
    read: (_, { today }) => feast(today, 2, 14),
  },
  { pattern: phrases('halloween'), read: (_, { today }) => feast(today, 10, 31) },
];

/** The fourth Thursday of November. */
function thanksgiving(context: DayContext, days: number): Days {
  const { date } = nthWeekday('fourth', 4, 'november', context);
  return date ? { date: date.add({ days }) } : {};
}

function comingEaster(today: Day, days: number): Day {
  const thisYear = easter(today.year).add({ days });
  return Temporal.PlainDate.compare(thisYear, today) < 0 && today.year < 9999 ? easter(today.year + 1).add({ days }) : thisYear;
}

function byEaster(days: number): Rule<Days, DayContext>['read'] {
  return (_, { today }) => ({ date: comingEaster(today, days) });
}
