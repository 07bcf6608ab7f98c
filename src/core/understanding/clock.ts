import type { PartOfDay } from '#contracts/meaning.ts';
import { phrases } from './alternation.ts';
import { HOUR, numberOf } from './calendar-words.ts';
import type { Rule } from './mentions.ts';

/** A time as it was said: which half of the day may be open. */
export interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** Said to be of this half: before noon, or after. */
  readonly half?: 'am' | 'pm';
  /** `17:30` and `05:30` need no guess; `5` and `5:30` do. */
  readonly open: boolean;
  readonly until?: Clock;
  readonly fuzzy?: boolean;
}

const HALF = '(?: ?(am|pm|a\\.? ?m\\.?|p\\.? ?m\\.?|a|p)(?![\\p{L}]))';
const UNITS =
  '(?! ?(?:#|minutes|hours?|horas?(?! ?de la)|stunden?|heures? de|weeks?|days?|dias|tagen?|jours|giorni|semanas|people|persons?|personas|pessoas|of us|years?|anos|jahre|ans|anni|st|nd|rd|th|%|€|\\$|£|euros?|cars?|kids?|x |times?|veces|/|\\.\\d|:\\d|k\\b|st\\b))';
const TEENS =
  'five|ten|fifteen|twenty|twenty five|thirty|forty|forty five|fifty|cinco|diez|quince|veinte|veinticinco|media|cuarto|dez|quinze|vinte|trinta|meia|funf|zehn|zwanzig|dreissig|cinq|dix|vingt|trente|cinque|dieci|venti|trenta|quindici|mezza|mezzo|un quarto|quart|demie|un cuarto|[0-5]?\\d';
const MINUTES: Readonly<Record<string, number>> = {
  five: 5,
  cinco: 5,
  funf: 5,
  cinq: 5,
  cinque: 5,
  ten: 10,
  diez: 10,
  dez: 10,
  zehn: 10,
  dix: 10,
  dieci: 10,
  fifteen: 15,
  quince: 15,
  quinze: 15,
  quindici: 15,
  cuarto: 15,
  'un cuarto': 15,
  quart: 15,
  'un quarto': 15,
  twenty: 20,
  veinte: 20,
  vinte: 20,
  zwanzig: 20,
  vingt: 20,
  venti: 20,
  'twenty five': 25,
  veinticinco: 25,
  thirty: 30,
  media: 30,
  trinta: 30,
  meia: 30,
  dreissig: 30,
  trente: 30,
  demie: 30,
  trenta: 30,
  mezza: 30,
  mezzo: 30,
  forty: 40,
  'forty five': 45,
  fifty: 50,
};

/** Words after which a bare number is an hour. */
const LEAD = [
  'at|around|(?:take|have|want|go (?:with|for)) the|than|what about|how about|about|approx|after|before|by|until|till?|from|past|between|do you have|have you got|make it|(?:can|could|shall|will) (?:i|we|you) (?:do|say|have|make)|could do|can do|lets (?:do|say)|we do|rather|say|like|maybe|to',
  '(?:a|sobre|de|para|hacia|desde|hasta|antes de|despues de|pasadas|tipo|la de|cerca de|a eso de|alrededor de|como a|a partir de|entre)? ?las?',
  'tipo|hacia|sobre|como',
  'um|gegen|ab|nach|vor|bis|so um|kurz (?:nach|vor)|von|zwischen',
  'vers|des|apres|avant|jusqu a|a partir de|aux environs de|entre',
  'alle|all|delle|quella delle|quello delle|verso le|dopo le|prima delle|dalle|entro le|fino alle|per le|le|tra le',
  'as|depois das|antes das|a partir das|por volta das|la pelas|pelas|das|ate as|entre as',
].join('|');

/** "Three in the afternoon", before the afternoon is taken for a wish of its own. */
export const clockOfPartRules: readonly Rule<Clock, undefined>[] = [
  {
    pattern: phrases(
      `(${HOUR})(?:[:.h](\\d\\d))?(?: (y media|y cuarto|e meia|e mezza|thirty))? (?:de la|por la|en la|a la|da|de|in the|at|du|di|del|della|uhr|of the)? ?(manana|madrugada|tarde|noche|manha|noite|morning|afternoon|evening|night|matin|soir|mattina|mattino|pomeriggio|sera|abends|nachmittags|morgens|vormittags|fruh)`,
    ),
    read: ([, hour, minute, half, part]) =>
      clock(
        hour,
        half === undefined ? Number(minute ?? 0) : /cuarto/.test(half) ? 15 : 30,
        MORNINGS.test(part ?? '') ? 'am' : 'pm',
      ),
  },
];
const MORNINGS = /^(?:manana|madrugada|manha|morning|matin|mattin|morgens|vormittags|fruh)/;

/** From the most particular to the most general, on a text whose days, numbers of people and lengths of time are blanked out. */
export const clockRules: readonly Rule<Clock, undefined>[] = [
  // A span.
  {
    pattern: phrases(
      `(between|from|entre(?: las?| as)?|de(?: las?)?|desde las?|zwischen|von|tra le|fra le|dalle|das|de) (${HOUR})(?:[:.h](\\d\\d))?h?${HALF}? ?(?:uhr |h )?(?:and|to|-|y|a|e|bis|und|et|alle|as|hasta|until|till)(?: las?| le| as)? (${HOUR})(?:[:.h](\\d\\d))?${HALF}?(?:h| uhr)?`,
    ),
    read: ([, , a, am, ah, b, bm, bh]) => span(a, am, ah, b, bm, bh),
  },
  {
    pattern: phrases(`(\\d{1,2})(?:[:.h](\\d\\d))?${HALF}? ?- ?(\\d{1,2})(?:[:.h](\\d\\d))?${HALF}?(?:h| uhr)?`),
    read: ([, a, am, ah, b, bm, bh]) => span(a, am, ah, b, bm, bh),
  },
  {
    pattern: phrases(`(\\d{1,2}) (?:to|til|till) (\\d{1,2}) ?(am|pm)`),
    read: ([, a, b, half]) => span(a, undefined, undefined, b, undefined, half),
  },

  // Quarters and halves.
  { pattern: phrases(`(?:a )?half (?:past )?(${HOUR})${HALF}?`), read: ([, hour, half]) => clock(hour, 30, half) },
  { pattern: phrases(`halb (${HOUR})`), read: ([, hour]) => before(hour, 30) },
  { pattern: phrases(`dreiviertel (${HOUR})`), read: ([, hour]) => before(hour, 15) },
  {
    pattern: phrases(`(?:a )?quarter (?:past|after) (${HOUR})${HALF}?|viertel (?:nach|ab) (${HOUR})`),
    read: ([, a, half, b]) => clock(a ?? b, 15, half),
  },
  {
    pattern: phrases(
      `(?:a )?quarter (?:to|of|til|before) (${HOUR})${HALF}?|viertel vor (${HOUR})|(?:al |un |el |a un )?cuarto (?:para|pa) las? (${HOUR})|um quarto para as (${HOUR})`,
    ),
    read: (match) => before(match[1] ?? match[3] ?? match[4] ?? match[5], 15, match[2]),
  },
  {
    pattern: phrases(
      `(five|ten|twenty|twenty five|5|10|20|25)(?: minutes)? (?:past|after) (${HOUR})${HALF}?|(funf|zehn|zwanzig|5|10|20) nach (${HOUR})`,
    ),
    read: ([, a, hour, half, b, stunde]) => clock(hour ?? stunde, minutes(a ?? b), half),
  },
  {
    pattern: phrases(
      `(five|ten|twenty|twenty five|5|10|20|25)(?: minutes)? (?:to|til|till|before) (${HOUR})${HALF}?|(funf|zehn|zwanzig|5|10|20) vor (${HOUR})|(cinco|diez|veinte|5|10|20) (?:para|pa) las? (${HOUR})|(quinze|dez|vinte|cinco|15|10) para as (${HOUR})`,
    ),
    read: (match) =>
      before(match[2] ?? match[5] ?? match[7] ?? match[9], minutes(match[1] ?? match[4] ?? match[6] ?? match[8]), match[3]),
  },
  {
    pattern: phrases(
      `(${HOUR})(?: ?(?:h|heures?|horas|ore|uhr|hs))? (?:(?:menos|moins|meno)(?: le)? (${TEENS})|(?:y|e|et) (${TEENS}))(?! ?(?:de (?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep|oct|nov|dic)|personas|dias|hours|horas|\\d))(?: ?de la (manana|tarde|noche))?`,
    ),
    read: ([, hour, less, more, part]) => {
      const min = minutes(less ?? more);
      if (Number.isNaN(min) || (more !== undefined && /^\d/.test(more) && min % 5 > 0)) return undefined;
      return less === undefined ? clock(hour, min, halfOf(part)) : before(hour, min, halfOf(part));
    },
  },
  {
    pattern: phrases(
      `(${HOUR}) (thirty|fifteen|forty five|forty|twenty five|twenty|ten|fifty|o clock|oclock|en punto|dreissig|uhr dreissig)${HALF}?`,
    ),
    read: ([, hour, min, half]) => clock(hour, MINUTES[(min ?? '').replace('uhr ', '')] ?? 0, half),
  },

  // Digits.
  {
    pattern:
      /(?<![\p{L}\p{N}.,/:-])(\d{1,2})(?:[:.]| ?h ?)([0-5]\d)(?![\p{N}/%])(?: ?(am|pm|a\.? ?m\.?|p\.? ?m\.?|h|hs|hrs|uhr|ish|a|p)(?!\p{L}))?/gu,
    read: ([, hour, min, half]) => clock(hour, Number(min), half, half === 'ish'),
  },
  {
    pattern: phrases(`(\\d{1,2})${HALF}`),
    read: ([whole, hour, half]) => (/^\d+ [ap]$/.test(whole) ? undefined : clock(hour, 0, half)),
  },
  { pattern: phrases('(\\d{1,2})(?: ?ish| baje)'), read: ([, hour]) => clock(hour, 0, undefined, true) },
  { pattern: phrases('(\\d{1,2}) ?(?:h|hs|hrs|uhr|heures?|o clock|oclock)'), read: ([, hour]) => clock(hour, 0, undefined) },
  {
    pattern: phrases(`(?<=(?:a|as|alle|a las?|las?|das|ate as) )(${HOUR}) (?:horas?|ore|heures?)`),
    read: ([, hour]) => clock(hour, 0, undefined),
  },
  {
    pattern:
      /(?<![\p{L}\p{N}.,/:$€£-])(?<=((?:at |a las |um )?))([01]?\d|2[0-3])([0-5]\d)(?![\p{N}.,/%€£])(?: ?(am|pm|h|hs|hrs|uhr)(?!\p{L}))?/gu,
    read: ([, lead, hour, min, half]) => {
      const sure = lead !== '' || half !== undefined;
      const year = hour === '20' || hour === '19';
      return (hour?.length === 2 || sure) && (sure || (Number(min) % 5 === 0 && !(year && Number(min) < 60 && hour === '20')))
        ? clock(hour, Number(min), half)
        : undefined;
    },
  },

  // Words.
  { pattern: phrases('(?:12 )?noon'), read: () => ({ hour: 12, minute: 0, open: false }) },

  {
    pattern: new RegExp(
      `(?<=^(?:ok |yes |yeah |i think |the )?)(${HOUR})(?= (?:works|suits|is (?:good|fine|great|perfect|ok)|it is|please|pls|then|va bien|me va|esta bien|passt)(?: |$|[.,!]))`,
      'gu',
    ),
    read: ([, hour]) => clock(hour, 0, undefined),
  },

  // A bare hour behind a word that wants one.
  {
    pattern: phrases(`(?<=(?<![\\p{L}\\p{N}])(?<lead>${LEAD}) )(?<hour>${HOUR})${UNITS}`),
    read: ({ groups }) => bare(groups?.['lead'] ?? '', groups?.['hour'] ?? ''),
  },
  {
    pattern: phrases(`(?<=(?:the|el de las?|das|la de) )(${HOUR})(?= (?:one|slot|appointment))`),
    read: ([, hour]) => clock(hour, 0, undefined),
  },
  {
    pattern: phrases(`(?<=_,? ?)(\\d{1,2})${UNITS}`),
    read: ([, hour]) => (Number(hour) <= 23 ? clock(hour, 0, undefined) : undefined),
  },
  {
    pattern: phrases(
      `(\\d{1,2})${UNITS}(?= (?:is|works|would (?:be|work|suit)|suits|sharp|better|instead|va bien|me (?:va|viene)|esta bien|passt|geht|tomorrow|on|_))`,
    ),
    read: ([, hour]) => (Number(hour) <= 23 ? clock(hour, 0, undefined) : undefined),
  },
];

function bare(lead: string, hour: string): Clock | undefined {
  const digits = /^\d/.test(hour);

  // "for one", "do one", "las dos" as "both": words count only behind the clearest leads.
  if (
    !digits &&
    /^(?:le|las?|la de|to|de|das|do you have|have you got|do|say|like|maybe|ab|nach|vor|bis|von|zwischen|des|as)$/.test(lead)
  )
    return undefined;
  if (!digits && /^(?:um|ab|nach|vor)$/.test(lead) && ['una', 'un', 'ein', 'eine'].includes(hour)) return undefined;
  if (/^(?:le|das|la|to|de)$/.test(lead) && digits && Number(hour) > 24) return undefined;
  return clock(
    hour,
    0,
    undefined,
    !/^(?:what|how)/.test(lead) &&
      /around|about|approx|sobre|tipo|hacia|como|eso|cerca|alrededor|como|gegen|vers|environs|verso|volta|pelas|ungefahr/.test(
        lead,
      ),
  );
}

function clock(hour: string | undefined, minute: number, half: string | undefined, fuzzy = false): Clock | undefined {
  const number = numberOf(hour ?? '');
  if (!Number.isInteger(number) || number > 24 || minute > 59) return undefined;
  const said = half?.startsWith('a') ? 'am' : half?.startsWith('p') ? 'pm' : undefined;
  if (said !== undefined && (number > 12 || number === 0))
    return number > 12 && said === 'pm' ? { hour: number % 24, minute, open: false } : undefined;
  const open = said === undefined && number >= 1 && number <= 12 && !hour?.startsWith('0');
  return { hour: number % 24, minute, open, ...(said === undefined ? {} : { half: said }), ...(fuzzy ? { fuzzy } : {}) };
}

function before(hour: string | undefined, minute: number, half?: string): Clock | undefined {
  const whole = clock(hour, 0, half);
  if (!whole || Number.isNaN(minute)) return undefined;
  return { ...whole, hour: (whole.hour + 23) % 24, minute: 60 - minute };
}

function span(
  a: string | undefined,
  am: string | undefined,
  ah: string | undefined,
  b: string | undefined,
  bm: string | undefined,
  bh: string | undefined,
): Clock | undefined {
  const until = clock(b, Number(bm ?? 0), bh);
  const from = clock(
    a,
    Number(am ?? 0),
    ah ?? (until?.half !== undefined && numberOf(a ?? '') < numberOf(b ?? '') ? until.half : undefined),
  );
  return from && until && { ...from, until };
}

function minutes(word: string | undefined): number {
  return MINUTES[word ?? ''] ?? Number(word);
}

function halfOf(part: string | undefined): string | undefined {
  return part === undefined ? undefined : part === 'manana' ? 'am' : 'pm';
}

/** What a part of the day says about an hour beside it. */
export function halfIn(part: PartOfDay): 'am' | 'pm' {
  return part === 'morning' ? 'am' : 'pm';
}
