import type { Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import { numberOf } from './calendar-words.ts';
import { comingNumber } from './day-arithmetic.ts';
import { minutesIn, wallTimeOf } from './hours.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';

const ORDINALS: readonly RegExp[] = [
  'earlier one|first|1st|primer[oa]?|prim[oa]|premiere?|erste[rsn]?|primeir[oa]|top one|number one|no 1',
  'second|2nd|segund[oa]|second[oa]|deuxieme|seconde|zweite[rsn]?|number two|no 2',
  'third|3rd|tercer[oa]?|terz[oa]|troisieme|dritte[rsn]?|terceir[oa]|number three|no 3',
  'fourth|4th|cuart[oa]|quart[oa]|quatrieme|vierte[rsn]?|number four|no 4',
  'fifth|5th|quint[oa]|cinquieme|funfte[rsn]?|number five',
  'sixth|6th|sext[oa]|sest[oa]|sixieme|sechste[rsn]?|number six',
  'seventh|7th|septim[oa]|settim[oa]|septieme|siebte[rsn]?|number seven',
].map((words) => phrase(words));
const MIDDLE = phrase(
  '(?:the )?middle(?: one)?|(?:la |el )?(?:del?|de en) medio|in der mitte|(?:der |die |das )?mittlere[rsn]?|(?:celui |celle )?du milieu|(?:quello |quella )?(?:in|di) mezzo|(?:o |a )?do meio',
);
const LAST = phrase('later one|latest one|last|latest|ultim[oaie]s?|dernier(?:e)?s?|letzte[rsn]?|bottom one');
const FEW_WORDS = 4;
/** Words that may stand around an ordinal. */
const AROUND = new Set(
  (
    'ok okay yes si oui ja i ill id like want take go for with have prefer prefiero quiero quisiera dame me quedo con tomo la el lo the that please por favor il le les das die den der a as os ' +
    'then entonces pues de que tengas tengan hay one slot option opcion number numero time hora hueco horario turno is fine good works esta bien bitte per favore nehme ich je prends prendo vorrei fico com quero mismo ' +
    'better mejor _ first second third fourth fifth last 1st 2nd 3rd 4th 5th'
  ).split(' '),
);

/** An ordinal points where little else is said: "the second one please". */
function points(text: string): boolean {
  const words = text.split(/[ .,!?]+/).filter((word) => word !== '');
  return words.length <= FEW_WORDS || words.every((word) => AROUND.has(word) || /^\p{L}+[oa]$|^\d{1,2}$/u.test(word));
}

/** What a message points at of what was shown: "the second one", "the last", a bare number. */
export function pointedAt(reading: Reading, setting: Setting): (Wish & { alternatives?: Wish[] }) | undefined {
  const whole = pointedIn(reading.plain, reading, setting);
  const last = reading.clauses.at(-1);
  return (
    whole ??
    (reading.clauses.length > 1 && last && !last.asked
      ? pointedIn(last.text, { ...reading, clocks: reading.clocks.filter(({ at }) => at >= last.at) }, setting)
      : undefined)
  );
}

function pointedIn(plain: string, reading: Reading, setting: Setting): (Wish & { alternatives?: Wish[] }) | undefined {
  if (plain.length > 60) return undefined;
  const short = plain.replace(/[.,!]+$/, '').trim();
  const number =
    /^(?:(?:ok|yes|si|ill|id|i|quiero|dame|give me|take|want|like|go for|tomo|prefiero|elijo|me quedo con|ich nehme|nehme|je prends|prendo|quero|need) ){0,3}(?:the |number |option |no\.? |el |la |opcion |numero |#)?(\d{1,2})(?:\)|\.)?(?: please| por favor)?$/.exec(
      short,
    )?.[1];
  const place = ordinalIn(plain);
  switch (setting.place) {
    case 'choose_service': {
      const { services } = setting.catalogue;
      const several = severalIn(short, services.length);
      if (several.length > 1) return { services: several.flatMap((n) => services[n]?.id ?? []) };
      const at = number === undefined ? place : Number(number) - 1;
      const service = at === undefined || !points(short) ? undefined : at < 0 ? services.at(-1) : services[at];
      return service && { services: [service.id] };
    }
    case 'choose_time':
      return timePointedAt({ ...reading, plain }, setting, short, number, place);
    default:
      return undefined;
  }
}

/** "1 and 3", "the last two". */
function severalIn(text: string, count: number): readonly number[] {
  if (SEVERAL.test(text))
    return [...text.matchAll(/\d{1,2}/g)].map(([one]) => Number(one) - 1).filter((n) => n >= 0 && n < count);
  if (!TWO.test(text)) return [];
  return LAST.test(text) ? [count - 2, count - 1] : FIRST.test(text) ? [0, 1] : [];
}

const SEVERAL =
  /^(?:the |numbers? |options? |el |la |los |las )?\d{1,2}(?: ?(?:,|and|y|e|und|et|plus|,? ?the|,? ?la|,? ?el)+ ?\d{1,2})+(?: please| por favor)?$/;
const TWO = phrase('two|dos|duas|dois|deux|due|zwei|beiden|couple');
const FIRST = phrase('first|primer[oa]s|primeir[oa]s|premier(?:e)?s|prim[ei]|ersten');

function ordinalIn(text: string): number | undefined {
  const at = ORDINALS.findIndex((one) => one.test(text));
  if (at >= 0) return at;
  return LAST.test(text) ? -1 : undefined;
}

function timePointedAt(
  { plain, clocks }: Reading,
  { shownTimes, today, catalogue: _catalogue, shownDay }: Setting,
  short: string,
  number: string | undefined,
  place: number | undefined,
): (Wish & { alternatives?: Wish[] }) | undefined {
  if (number !== undefined) {
    const hour = Number(number);
    const byHour = shownTimes.filter((time) => minutesIn(time) % 720 === (hour % 12) * 60 || minutesIn(time) === hour * 60);
    const sameHour = shownTimes.filter((time) => Math.floor(minutesIn(time) / 60) % 12 === hour % 12);
    const byPlace = shownTimes[hour - 1];
    const [exact] = byHour;
    if (exact !== undefined && byPlace !== undefined && exact !== byPlace)
      return { alternatives: [{ time: exact }, { time: byPlace }] };
    const found = exact ?? (byPlace === undefined && sameHour.length === 1 ? sameHour[0] : byPlace);
    if (found !== undefined) return { time: found };
    return hour >= 1 && hour <= 23 ? { time: wallTimeOf((hour < 8 ? hour + 12 : hour) * 60) } : undefined;
  }
  if (
    /(?:any|either|whichever|cualquiera|qualquer|egal|n importe|qualsiasi|una qualunque)(?: of (?:them|those|these|the \p{L}+)| one| de (?:las|los|esas|esos|ellas) ?\p{L}*| (?:is fine|works|will do))?$/u.test(
      short,
    ) &&
    clocks.length === 0
  )
    return { time: 'any' };
  if (
    /(?:cualquiera|qualquer uma?|any|either) (?:de (?:las|los|das|dos)|of (?:the|those|these)) (?:tres|dos|cuatro|duas|three|two|four)/.test(
      plain,
    )
  )
    return { time: 'any' };
  if (clocks.length === 0 && MIDDLE.test(plain)) return { time: shownTimes[Math.floor((shownTimes.length - 1) / 2)] };
  if (place === undefined || clocks.length > 0 || !points(short)) return undefined;
  const time = place < 0 ? shownTimes.at(-1) : shownTimes[place];
  const day = /^(?:the )?(\d)(?:st|nd|rd|th)$/.exec(short)?.[1];
  if (day !== undefined && time !== undefined) {
    const date = comingNumber(Temporal.PlainDate.from(shownDay ?? today), numberOf(day));
    if (date) return { alternatives: [{ time }, { date: date.toString() }] };
  }
  return time === undefined ? undefined : { time };
}
