import { LONG_CALENDAR_WORDS, monthOf } from './calendar-words.ts';
import { forgiven, mistakes } from './closeness.ts';
import { isPhraseWord } from './phrase-book.ts';
import type { Written } from './written.ts';

/** What people type for want of time, in the languages we read. */
const SHORT_FORMS = new Map(
  Object.entries({
    tomorrow: 'tmrw tmr tmw tmrrw tomoz tomoro tomorow tommorow tommorrow 2moro 2morrow 2mrw tmoro tomrw tmorrow',
    manana: 'mnn mnna manna mannana mna maniana',
    today: '2day tdy',
    tonight: '2nite tonite 2night',
    next: 'nxt',
    week: 'wk',
    before: 'b4',
    weekend: 'wknd wkend',
    you: 'u yall youse yous',
    your: 'ur',
    are: 'r',
    and: 'n nd',
    please: 'pls plz plss pleas pleaze',
    thanks: 'thx tnx thanx thks tks tysm',
    with: 'w wth',
    because: 'cos cuz coz bc',
    appointment: 'appt apt appmt appts',
    'want to': 'wanna',
    'going to': 'gonna',
    'have to': 'gotta',
    que: 'q ke',
    'por favor': 'porfa porfavor porfis pf xfa xfavor plis',
    para: 'pa pra',
    despues: 'dsp dps desp dspues',
    semana: 'smana',
    cuanto: 'cto cuanto',
    donde: 'dnd',
    porque: 'xq pq porq',
    bien: 'bn',
    saturday: 'satdy',
    about: 'abt',
    available: 'avail avl avbl',
    through: 'thru',
    tambien: 'tb tmb tbn tambn',
    gracias: 'grax gcias grs',
    proximo: 'prox',
    voce: 'vc',
    voces: 'vcs',
    nao: 'naum',
    hoje: 'hj',
    obrigado: 'obg obgd brigado',
    's il vous plait': 'svp stp',
    'rendez vous': 'rdv',
    'aujourd hui': 'ajd auj aujourdhui',
    demain: '2main dem1',
    minutes: 'mins min minute minutos minuto minutinhos minutitos minuten minuti minuts',
  }).flatMap(([right, forms]) => forms.split(' ').map((form) => [form, right] as const)),
);

const TARGETS = Map.groupBy(
  [
    ...LONG_CALENDAR_WORDS,
    ...'tomorrow afternoon morning evening weekend cancel cancelar reschedule appointment earliest available thanks gracias'.split(
      ' ',
    ),
    ...'confirm confirmo proximo direccion'.split(' '),
  ],
  (word) => word.charAt(0),
);
/** Right words that are a letter away from one of those. */
const RIGHT = new Set(
  (
    'cancer cancels cancelo cancela cancele cancelado canceled cancelled mornings evenings partes martas confirma confirme ' +
    'confirms direction proxima proximos proximas jeudis marches'
  ).split(' '),
);

const MONTH_AFTER =
  /(?:\d(?:st|nd|rd|th|er|o|\.)? ?(?:of |de |d |di )?|(?:^| )(?:in|im|en|em|mid|late|early|of|until|till|next) )$/u;

/** Short forms are written out and mistakes in the words that matter corrected; everything else stays. */
export function spelt({ text, emoji }: Written): Written {
  const whole = text
    .replace(/\bw\/ ?/gu, 'with ')
    .replace(/\bx (?=la |el |fa)/gu, 'por ')
    .replace(/\bp (?=la |el |los |las |hoy|manana|mi )/gu, 'para ')
    .replace(/\b(onde|quando|como|quanto|horas|qual|ou|quand|comment|combien|heure) (?:e que|est ce que|est ce qu) /gu, '$1 ')
    .replace(/(?<=\p{L} )c (?!est|c |$)/gu, 'con ')
    .replace(/\b(?<=la |prox |proxima )sem\b/gu, 'semana');
  const dated = (at: number, end: number) =>
    MONTH_AFTER.test(whole.slice(Math.max(0, at - 12), at)) || /^ ?(?:the )?\d/.test(whole.slice(end, end + 6));
  const respeltText = whole.replace(/[\p{L}\p{N}]+/gu, (word, at: number) => respelt(word, () => dated(at, at + word.length)));
  return { text: respeltText, emoji };
}

/** A short word is rarely a long one with letters missing. */
function allowedIn(word: string): number {
  return word.length >= 7 ? 2 : 1;
}

/** Two only in the names of days and months, which few other words are like. */
function allowed(target: string): number {
  return LONG_CALENDAR_WORDS.includes(target) ? forgiven(target.length) : 1;
}

/** "Siii porfaaa", but not "see" and "too". */
const STRETCHED = /(\p{L})\1{2,}|([aiu])\2+$/u;
const ENGLISH_DAY = /^(mon|tues|weds?|wednes|wednds|wens|thurs|thrus|thur|fri|satur|sat|sun)d(?:ee|ie|y|ey|ae|e|ya|sy|ays?)s?$/;
const DAYS_BY_START: Readonly<Record<string, string>> = {
  mo: 'monday',
  tu: 'tuesday',
  we: 'wednesday',
  th: 'thursday',
  fr: 'friday',
  sa: 'saturday',
  su: 'sunday',
};

function respelt(word: string, dated: () => boolean): string {
  const whole = SHORT_FORMS.get(word);
  if (whole !== undefined) return whole;
  const short = STRETCHED.test(word) && !isPhraseWord(word) ? word.replace(/(\p{L})\1+/gu, '$1') : word;
  if (short !== word && (SHORT_FORMS.has(short) || isPhraseWord(short))) return SHORT_FORMS.get(short) ?? short;
  if (ENGLISH_DAY.test(word) && !word.endsWith('days')) return DAYS_BY_START[word.slice(0, 2)] ?? word;
  if (word.length < 6 || word.length > 14 || RIGHT.has(word)) return word;
  const near = TARGETS.get(word.charAt(0)) ?? [];
  if (near.includes(word)) return word;
  const right = near.find((target) => mistakes(word, target, allowed(target)) <= Math.min(allowed(target), allowedIn(word)));
  // "Javier" is nearly French for January: a month is only seen where a date stands.
  return right === undefined || (monthOf(right) !== undefined && !dated()) ? word : right;
}
