import type { Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import { type Clock, halfIn } from './clock.ts';
import { NOT_AFTER, NOT_BEFORE, OR, OTHERWISE, between } from './denials.ts';
import { minutesIn, minutesOf, spansOn, wallTimeOf } from './hours.ts';
import type { Mention } from './mentions.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';
import type { Wanted } from './wishes.ts';

const FROM_TIME =
  /(?<!\p{L})(?:(?:not|no|nothing|anything but) (?:before|earlier than|until)|no antes de(?: las?)?|nicht vor|pas avant|non prima delle|nao antes das|(?<!not |no )(?:after|past|later than|any time after|from|onwards from|since|at the earliest)|as early as|(?<!no )despues de(?: las?)?|a partir de(?: las?)?|desde(?: las?)?|pasadas(?: las?)?|mas de las|ab|(?<!nicht )nach|fruhestens(?: um)?|(?<!pas )apres|a partir de|des|(?<!non )dopo(?: le)?|dalle|(?<!nao )depois d[ao]s?|a partir d[ao]s?) $/u;

const TO_TIME =
  /(?<!\p{L})(?:(?:not|no|nothing) (?:after|later than|past)|no despues de(?: las?)?|no mas tarde de(?: las?)?|nicht nach|pas apres|non dopo(?: le)?|before|by|(?<!(?:me|us|it|mine|appointment) )up to|until|till?|at the latest|latest|antes de(?: las?)?|hasta(?: las?)?|vor|bis|spatestens(?: um)?|avant|jusqu a|prima delle|entro le|fino alle|antes d[ao]s?|ate(?: as)?|per le) $/u;

const DONE =
  /(?<!\p{L})(?:out|done|finished|leave|gone|away|ready|back|home|finish|collect|pick (?:it|her|him|the car) up|terminar|acabar|salir|irme|ir|estar|fuera|termin\w+|acabad\w+|list[oa]|libre|fertig|weg|raus|gehen|fini\w*|parti\w*|sorti\w*|finire|finito|uscire|pronta|pronto|sair|sal(?:ga|gamos)) (?:\p{L}+ ){0,3}$/u;

const TIME_ROLE =
  /^ ?(?:or later|onwards?|or after|and after|o despues|en adelante|em diante|in poi|oder spater|ou apres|plus|\+)/u;

const TIME_LATEST = /^ ?(?:at the latest|latest|or (?:earlier|before)|o antes|como mucho|spatestens|au plus tard)/u;

/** An hour that belongs to something else of the customer's day. */
const OCCASION = phrase(
  'pick(?:ing)? (?:up|my|the|him|her|them)|pick \\p{L}+ (?:\\p{L}+ )?up|(?:he|she|they|my (?:son|daughter|kids?|boy|girl|husband|wife))(?:s| is| has| have| are|ll)? (?:\\p{L}+ ){0,3}(?:in|at|got|has|finish\\w*|start\\w*|school|swimming|training|football|nursery|practice|till?|until)|(?:i|we) (?:finish|get off|get out|am off|clock off|start|work|have to|have (?:an?|my)|land|leave work|get home|have a (?:meeting|call|class|flight|train))|(?:my )?(?:shift|meeting|class|flight|train|lesson|call) (?:is|ends?|finish\\w*|starts?)|(?:finish|start|leave)(?:es|s)? (?:work|school|at)|(?:entra|sale|salgo|salen|entro|acabo|termino|tengo|(?<!(?:del|al|mi|el) )trabajo|empiezo|recojo|busco|tiene|acaba|termina)|(?:el|la|mi) (?:nino|nina|hijo|hija|nene|nena|peque) (?:entra|sale|tiene|acaba|termina)|(?:saio|entro|trabalho|termino)|(?:ich )?(?:arbeite|habe feierabend|muss|hole|komme erst)|(?:je )?(?:finis|termine|travaille|sors|commence)|(?:finisco|lavoro|esco|comincio)',
);

const FREE_FROM = phrase(
  'finish\\w*|get off|get out|am off|clock off|leave work|get home|ends?|till?|until|sale|salgo|salen|acabo|acaba|termino|termina|trabajo hasta|saio|feierabend|arbeite bis|finis|termine|sors|finisco|esco|land|hasta|out at|komme erst',
);

/** How far around a mention the words are read that say what it is for. */
const [BEFORE, AFTER] = [34, 24];

/** Adds what a message says about the time of day. */
export function takeTimes(wanted: Wanted, reading: Reading, setting: Setting, within: (at: number) => boolean): void {
  const minutes = reckoner(wanted, reading, setting, within);
  let chosen: Mention<Clock> | undefined;
  for (const mention of reading.clocks) {
    if (!within(mention.at)) continue;
    const { value } = mention;
    const minute = pointed(minutes(value), value, setting);
    const time = wallTimeOf(minute);
    const role = value.until ? 'span' : roleOf(mention, reading);
    if (value.fuzzy && role !== 'denied' && role !== 'aside') wanted.wish.fuzzy = true;
    switch (role) {
      case 'span':
        wanted.wish.timeFrom = time;
        wanted.wish.timeTo = wallTimeOf(minutes({ ...(value.until ?? value), ...sameHalf(value) }));
        break;
      case 'denied':
        wanted.timesOfBooking.push(minute);
        break;
      case 'aside':
        break;
      case 'start': {
        const gap = chosen ? between(reading, chosen.end, mention.at) : '';
        const second = chosen !== undefined && wanted.wish.time !== undefined && (OTHERWISE.test(gap) || OR.test(gap));
        if (second) wanted.else = { ...wanted.else, time };
        else wanted.wish.time = time;
        chosen ??= mention;
        break;
      }
      default:
        wanted.wish[role] = time;
    }
  }
  takeParts(wanted.wish, reading, within);
}

/** What a mention of a time is for. */
function roleOf(
  { at, end }: Mention<Clock>,
  { text, clauses }: Reading,
): 'denied' | 'aside' | 'start' | 'timeFrom' | 'timeTo' | 'doneBy' {
  const before = text.slice(Math.max(0, at - BEFORE), at);
  const after = text.slice(end, end + AFTER);
  const [from, to] = [FROM_TIME.test(before), TO_TIME.test(before)];
  if (NOT_BEFORE.test(before) && !from && !to) return 'denied';
  if (NOT_AFTER.test(after) && !/^,? ?(?:no|not)(?: |$)/.test(after)) return 'denied';
  const clause = clauses.find((one) => at >= one.at && at < one.end);
  const around = clause ? text.slice(clause.at, clause.end) : text;
  if (OCCASION.test(around) && !/(?:appointment|cita|turno|booking)/.test(around))
    return FREE_FROM.test(around) ? 'timeFrom' : 'aside';
  if (from || TIME_ROLE.test(after)) return 'timeFrom';
  if (!to && !TIME_LATEST.test(after)) return 'start';
  return DONE.test(before.replace(TO_TIME, '')) ? 'doneBy' : 'timeTo';
}

/** Works out which half of the day a bare hour is in: by the part of the day that is said, else by the opening hours. */
function reckoner(
  { wish }: Wanted,
  { parts, text }: Reading,
  { catalogue, draft, shownDay }: Setting,
  within: (at: number) => boolean,
) {
  const said = parts.findLast(
    ({ at, end, value }) => value.part !== undefined && within(at) && !NOT_AFTER.test(text.slice(end, end + AFTER)),
  );
  const part = said?.value.part ?? wish.partOfDay;
  const day = wish.date !== undefined && wish.date !== 'any' ? wish.date : (draft.date ?? shownDay);
  const spans = spansOn(catalogue, day === undefined ? wish.weekdays?.[0] : Temporal.PlainDate.from(day).dayOfWeek);
  return (clock: Clock) => minutesOf(clock, spans, part && part !== 'midday' ? halfIn(part) : undefined);
}

/** "From 2 to 4pm" says it of both. */
function sameHalf({ half, until }: Clock): Pick<Clock, 'half'> {
  return half === undefined || until?.half !== undefined ? {} : { half };
}

/** A part of the day, where no time says it better. */
function takeParts(wish: Wish, { parts, text }: Reading, within: (at: number) => boolean): void {
  for (const { at, end, value } of parts) {
    const denied = NOT_AFTER.test(text.slice(end, end + AFTER)) || NOT_BEFORE.test(text.slice(Math.max(0, at - AFTER), at));
    if (!within(at) || denied || wish.time !== undefined) continue;
    if (value.from !== undefined) wish.timeFrom ??= value.from;
    if (value.part !== undefined && wish.timeTo === undefined) wish.partOfDay = value.part;
    if (value.pick) wish.pick = value.pick;
    if (value.fuzzy) wish.fuzzy = true;
  }
  if (wish.time !== undefined || wish.timeFrom !== undefined) delete wish.partOfDay;
}

/** Where times were shown, an hour means the one of them that it fits. */
function pointed(minute: number, clock: Clock, { place, shownTimes }: Setting): number {
  if (place !== 'choose_time') return minute;
  const shown = shownTimes.map(minutesIn);
  if (shown.includes(minute)) return minute;
  const half = 12 * 60;
  if (clock.open) {
    const other = shown.find((one) => one % half === minute % half);
    if (other !== undefined) return other;
  }
  return minute;
}
