import { anyOf } from './alternation.ts';

/** Weekdays by their full names and the short forms that are no other word in the languages we read. */
const WEEKDAYS: readonly string[] = [
  'monday|mondays|lunes|segunda feira|montag|montags|lundi|lundis|lunedi|lun',
  'tuesday|tuesdays|tues|tue|martes|terca feira|terca|tercas|dienstag|dienstags|mardi|mardis|martedi',
  'wednesday|wednesdays|weds|wed|miercoles|mierc|mie|quarta feira|mittwoch|mittwochs|mercredi|mercredis|mercoledi',
  'thursday|thursdays|thurs|thur|thu|jueves|jue|quinta feira|donnerstag|donnerstags|jeudi|jeudis|giovedi',
  'friday|fridays|fri|viernes|vie|sexta feira|freitag|freitags|vendredi|vendredis|venerdi',
  'saturday|saturdays|sabado|sabados|sab|samstag|samstags|sonnabend|samedi|samedis|sabato',
  'sunday|sundays|domingo|domingos|dom|sonntag|sonntags|dimanche|dimanches|domenica',
];
/** Also other words: read as weekdays only where the words around them say so. */
const SHORT_WEEKDAYS: readonly string[] = [
  'mon|segunda|mo',
  'mar|di',
  'quarta|mi',
  'quinta|do',
  'sexta|fr|ven',
  'sat|sa',
  'sun|so',
];

const MONTHS: readonly string[] = [
  'january|enero|janeiro|januar|janvier|gennaio',
  'february|febrero|fevereiro|februar|fevrier|febbraio',
  'march|marzo|marco|maerz|marz|mars',
  'april|abril|avril|aprile',
  'may|mayo|maio|mai|maggio',
  'june|junio|junho|juni|juin|giugno',
  'july|julio|julho|juli|juillet|luglio',
  'august|agosto|aout',
  'september|septiembre|setiembre|setembro|septembre|settembre',
  'october|octubre|outubro|oktober|octobre|ottobre',
  'november|noviembre|novembro|novembre',
  'december|diciembre|dezembro|dezember|decembre|dicembre',
];
/** Read as months only beside a number, or after a word like "in". */
const SHORT_MONTHS: readonly string[] = [
  'jan|ene|janv|gen',
  'feb|fev|fevr',
  'mar|mrz',
  'apr|abr|avr',
  'mag',
  'jun|giu',
  'jul|juil|lug',
  'aug|ago',
  'sep|sept|set',
  'oct|okt|ott|out',
  'nov',
  'dec|dic|dez',
];

function numbered(groups: readonly string[]): ReadonlyMap<string, number> {
  return new Map(groups.flatMap((words, at) => words.split('|').map((word) => [word, at + 1] as const)));
}

const weekdays = numbered(WEEKDAYS);
const shortWeekdays = numbered(SHORT_WEEKDAYS);
const months = numbered(MONTHS);
const shortMonths = numbered(SHORT_MONTHS);

export const WEEKDAY = anyOf(weekdays.keys());
export const SHORT_WEEKDAY = anyOf(shortWeekdays.keys());
export const MONTH = anyOf(months.keys());
export const ANY_MONTH = anyOf([...months.keys(), ...shortMonths.keys()]);

export function weekdayOf(word: string): number | undefined {
  return weekdays.get(word) ?? shortWeekdays.get(word);
}

export function monthOf(word: string): number | undefined {
  return months.get(word) ?? shortMonths.get(word);
}

/** Words that spelling mistakes are brought back to. */
export const LONG_CALENDAR_WORDS: readonly string[] = [...weekdays.keys(), ...months.keys()].filter(
  (word) => word.length >= 6 && !word.includes(' '),
);

const NUMBERS: readonly string[] = [
  'one|una|uno|um|uma|eins|ein|eine|une|un',
  'two|dos|dois|duas|zwei|deux|due',
  'three|tres|drei|trois|tre',
  'four|cuatro|quatro|vier|quatre|quattro',
  'five|cinco|funf|cinq|cinque',
  'six|seis|sechs|sei',
  'seven|siete|sete|sieben|sept|sette',
  'eight|ocho|oito|acht|huit|otto',
  'nine|nueve|nove|neun|neuf',
  'ten|diez|dez|zehn|dix|dieci',
  'eleven|once|onze|elf|undici',
  'twelve|doce|doze|zwolf|douze|dodici',
];
const numbers = numbered(NUMBERS);
/** Articles are numbers only where a number must stand. */
const ARTICLES = ['um', 'uma', 'ein', 'eine', 'une', 'un', 'uno', 'una'];
const clockWords = [...numbers.keys()].filter((word) => !['um', 'ein', 'un', 'sei', 'uno', 'due'].includes(word));

export const NUMBER = `(?:\\d{1,3}|${anyOf(numbers.keys())})`;
/** An hour of the clock, in digits or words. */
export const HOUR = `(?:2[0-4]|1\\d|0?\\d|${anyOf([...clockWords, 'due'])})`;
export const FEW = anyOf([...numbers.keys()].filter((word) => !ARTICLES.includes(word)));

export function numberOf(word: string): number {
  return numbers.get(word) ?? Number(word);
}
