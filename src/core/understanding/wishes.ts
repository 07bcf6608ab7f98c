import type { Unwanted, Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import { WEEKDAY } from './calendar-words.ts';
import { type Clock, halfIn } from './clock.ts';
import { mondayOf } from './day-arithmetic.ts';
import type { Days } from './days.ts';
import { minutesIn, minutesOf, spansOn, wallTimeOf } from './hours.ts';
import { pickIn } from './parts.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';

/** What a message wants, before it is known what is to be done about it. */
export interface Wanted {
  wish: Wish;
  not: Unwanted;
  else?: Wish;
  /** Equally good readings. */
  either: Wish[];
  noSuchDay: boolean;
  /** Days that were said to belong to a booking: "the one on Friday". */
  ofBooking: string[];
  timesOfBooking: number[];
}

const NOT_BEFORE =
  /(?<!\p{L})(?:(?<!why |if |si |or if )not|(?<!si |se |o si )no|except(?: for)?|excepting|but not|apart from|other than|anything but|any day but|bar|besides|menos|excepto|salvo|que no sea|nao|exceto|menos|nicht|ausser|kein[e]?|sauf|pas|hormis|tranne|eccetto|non|cant (?:do|make|come)|cannot (?:do|make)|unable to make|instead of|rather than|no puedo|en vez de|en lugar de|statt|au lieu de|invece di|instead of the|nao posso|kann nicht|kann) (?:on |el |los |this |am |den |le |il |em |a |na |no |the |de |di |a las |at |um |in |um )?$/u;
const NOT_AFTER =
  /^,? ?(?:no(?:t)? (?:puedo|me (?:va|viene|sirve|queda)|es|good|possible|posso|consigo|va)|no que|no(?=$|,| _)|not(?=$|,)|i cant|cant|i work|im (?:busy|away|working|off)|(?:it |that |i |which )?(?:doesnt|wont|dont) (?:work|suit)|is (?:no good|out|bad|not good)|imposible|trabajo|nao|kann ich (?:leider )?nicht|geht (?:bei mir |leider )?nicht|passt (?:mir |leider )?nicht|je (?:ne )?(?:peux|suis) pas|(?:c )?est pas possible|non (?:posso|va)|anymore|any more|after all|es (?:fiesta|feriado|festivo)|is a (?:bank )?holiday|ist feiertag|c est ferie|e festa|e feriado|jamais)/u;
const ORDER_MARK = phrase(
  'sorry|no wait|wait no|wait|i mean|i meant|no espera|espera|perdon|digo|mejor|pues|o sea|corrijo|actually|rather|better|make that|besser|lieber|ich meine|doch|plutot|enfin|pardon|anzi|meglio|scusa|alias|quer dizer|melhor|desculpa|no|era|instead',
);
const OTHERWISE = phrase(
  'otherwise|or else|if not|failing that|if (?:thats|its|that is) (?:not )?(?:full|taken|possible|free)|or if not|si no|sino|y si no|en su defecto|sonst|ansonsten|falls nicht|wenn nicht|sinon|a defaut|senao|se nao|altrimenti|se no|in alternativa',
);
const OR =
  /^,? ?(?:or|and|o|y|e|u|ou|oder|und|et|,|\/|or on|o el|y el|or maybe|maybe|or the|o bien|and also) ?(?:el |on |the |le |il |am |a )?$/u;
const ONE_ON =
  /(?:^|(?<= ))(?:move|change|switch|swap|push|reschedule|mover|cambiar|cambia|cambiame|pasar|pasa|pasame|verschieben|verschiebe|spostare|sposta|deplacer|mudar) (?:the |el |le |il |la |den )?$|(?<!\p{L})(?:the one|mine|appointment|booking|slot|the|la|el|lo|los|las|cita|turno|reserva|la cita|el turno|quello|quella|quell|l appuntamento|celui|celle|der|den|die|das|termin|a|o|from|de|del) (?:on|for|at|del?|de la|da|do|di|du|vom|am|from|that i have|para el|para)? ?(?:the |el |los |las |le )?$/u;

const THE_ONE_ON =
  /(?<!\p{L})(?:the one|mine|my (?:appointment|booking|one)|(?:la|el)(?: cita| turno| hora)?|quello|quella|l appuntamento|celui|celle|de[rn]|die|termin|[ao]|the (?:appointment|booking|slot)) (?:on|for|del?|de la|da|do|di|du|vom|am|that is on) (?:the |el |le |los )?$/u;
const MINE_ON = /(?<!\p{L})(?:my|mi|meinen?|mon|il mio|la mia|minha|meu) (?:appointment|booking|cita|turno|hora|reserva|termin|rendez vous|appuntamento|consulta|horario)(?: on| for| from| del?| de la| da| do| di| du| vom| am)? (?:the |el |le )?$/u;
const SINCE = /(?<!\p{L})(?:since|seit|depuis|desde hace|ever since) (?:the |last |el |dem |le )?$/u;
/** Articles that stand inside what was read as a day. */
const ARTICLES = /^(?:(?:the|el|la|los|las|le|les|il|lo|del|al|dal|du|vom|zum|den|dem|der|am|on|dia) )+/u;
const UNTIL_DAY =
  /(?<!\p{L})(?:on or before|until|till?|by|no later than|up to|hasta|a mas tardar|bis|spatestens|jusqu a|entro|ate|fino a|not after|before or on) (?:el |the |zum |le |il |o |end of )?$/u;
const AWAY = /(?:away|holidays?|abroad|not (?:here|around|back)|busy|working|out of town|no estoy|de viaje|vacaciones|fuera|verreist|im urlaub|nicht da|weg|en vacances|absente?|pas la|in ferie|via|fora|viajando) /u;
const BEFORE_DAY = /(?<!\p{L})(?:before|antes del?|antes do|vor|avant|prima (?:di|del|della)) (?:el |the |dem |le |il |la )?$/u;
const AFTER_DAY =
  /(?<!\p{L})(?:after|despues del?|nach|apres|dopo|depois d[eo]|any time after|past) (?:el |the |dem |le |il |la )?$/u;
const FROM_DAY =
  /(?<!\p{L})(?:on or after|from|starting|from about|as of|a partir del?|desde|ab|des|a partir d[uoe]|dal|from the|since|de) (?:el |the |le |il )?$/u;
const ONWARDS =
  /^ ?(?:or later|onwards?|or after|and after|forward|o despues|en adelante|em diante|in avanti|oder spater|ou apres|o piu tardi|o mas tarde|o posterior)/u;
const LATEST_DAY =
  /^ ?(?:the |at the |at )?(?:latest|spatestens|como mucho|a mas tardar|au plus tard|al piu tardi|no maximo|or (?:earlier|before|sooner)|o antes|oder fruher|ou avant)/u;

const FROM_TIME =
  /(?<!\p{L})(?:(?:not|no|nothing|anything but) (?:before|earlier than|until)|no antes de(?: las?)?|nicht vor|pas avant|non prima delle|nao antes das|(?<!not |no )(?:after|past|later than|any time after|from|onwards from|since|at the earliest)|as early as|(?<!no )despues de(?: las?)?|a partir de(?: las?)?|desde(?: las?)?|pasadas(?: las?)?|mas de las|ab|(?<!nicht )nach|fruhestens(?: um)?|(?<!pas )apres|a partir de|des|(?<!non )dopo(?: le)?|dalle|(?<!nao )depois d[ao]s?|a partir d[ao]s?) $/u;
const TO_TIME =
  /(?<!\p{L})(?:(?:not|no|nothing) (?:after|later than|past)|no despues de(?: las?)?|no mas tarde de(?: las?)?|nicht nach|pas apres|non dopo(?: le)?|before|by|up to|until|till?|at the latest|latest|antes de(?: las?)?|hasta(?: las?)?|vor|bis|spatestens(?: um)?|avant|jusqu a|prima delle|entro le|fino alle|antes d[ao]s?|ate(?: as)?|per le) $/u;
const DONE =
  /(?<!\p{L})(?:out|done|finished|leave|gone|away|ready|back|home|finish|collect|pick (?:it|her|him|the car) up|terminar|acabar|salir|irme|ir|estar|fuera|termin\w+|acabad\w+|list[oa]|libre|fertig|weg|raus|gehen|fini\w*|parti\w*|sorti\w*|finire|finito|uscire|pronta|pronto|sair|sal(?:ga|gamos)) (?:\p{L}+ ){0,3}$/u;
const TIME_ROLE =
  /^ ?(?:or later|onwards?|or after|and after|o despues|en adelante|em diante|in poi|oder spater|ou apres|plus|\+)/u;
const TIME_LATEST = /^ ?(?:at the latest|latest|or (?:earlier|before)|o antes|como mucho|spatestens|au plus tard)/u;

/** An hour that belongs to something else of the customer's day. */
const OCCASION = phrase(
  'pick(?:ing)? (?:up|my|the|him|her|them)|pick \\p{L}+ (?:\\p{L}+ )?up|(?:he|she|they|my (?:son|daughter|kids?|boy|girl|husband|wife))(?:s| is| has| have| are|ll)? (?:\\p{L}+ ){0,3}(?:in|at|got|has|finish\\w*|start\\w*|school|swimming|training|football|nursery|practice|till?|until)|(?:i|we) (?:finish|get off|get out|am off|clock off|start|work|have to|have (?:an?|my)|land|leave work|get home|have a (?:meeting|call|class|flight|train))|(?:my )?(?:shift|meeting|class|flight|train|lesson|call) (?:is|ends?|finish\\w*|starts?)|(?:finish|start|leave)(?:es|s)? (?:work|school|at)|(?:entra|sale|salgo|salen|entro|acabo|termino|tengo|trabajo|empiezo|recojo|busco|tiene|acaba|termina)|(?:el|la|mi) (?:nino|nina|hijo|hija|nene|nena|peque) (?:entra|sale|tiene|acaba|termina)|(?:saio|entro|trabalho|termino)|(?:ich )?(?:arbeite|habe feierabend|muss|hole|komme erst)|(?:je )?(?:finis|termine|travaille|sors|commence)|(?:finisco|lavoro|esco|comincio)',
);
const FREE_FROM = phrase(
  'finish\\w*|get off|get out|am off|clock off|leave work|get home|ends?|till?|until|sale|salgo|salen|acabo|acaba|termino|termina|trabajo hasta|saio|feierabend|arbeite bis|finis|termine|sors|finisco|esco|land|hasta|out at|komme erst',
);

const WEEKLY = phrase(`(?:every|each|cada|todos los|todas as|tod[oa]s? (?:os|as)|jede[nr]?|tous les|chaque|ogni) ${WEEKDAY}`);
const EARLIER = phrase(
  'not (?:that|so|too|quite so) late|less late|no tan tarde|nicht (?:so|ganz so) spat|pas si tard|non cosi tardi|nao tao tarde|(?<!no )(?:earlier|sooner)(?! than| or later)|(?:un poco |algo |mas )?antes(?! de| del| que)|mas (?:temprano|pronto)|fruher|eher|plus tot|piu presto|mais cedo|(?:un po )?prima(?! di| del)|too late|demasiado tarde|muy tarde|zu spat|trop tard|troppo tardi|muito tarde',
);
const LATER = phrase(
  'not (?:that|so|too|quite so) early|no tan (?:temprano|pronto)|nicht (?:so|ganz so) fruh|pas si tot|non cosi presto|nao tao cedo|(?<!or )later(?! than| today| this week| in)|(?:un poco |algo )?(?:mas tarde|despues(?! de| del| que))|spater|plus tard|piu tardi|mais tarde|(?:un po )?dopo(?! le| il)|depois(?! d)|too early|demasiado (?:temprano|pronto)|muy (?:temprano|pronto)|zu fruh|trop tot|troppo presto|muito cedo|afterwards',
);

export function wantedIn(reading: Reading, setting: Setting, within: (at: number) => boolean): Wanted {
  const wanted: Wanted = { wish: {}, not: {}, either: [], noSuchDay: false, ofBooking: [], timesOfBooking: [] };
  takeDays(wanted, reading, setting, within);
  takeTimes(wanted, reading, setting, within);
  for (const { at, value } of reading.amounts) {
    if (!within(at)) continue;
    if (value.kind === 'shift') {
      if (value.minutes !== undefined) wanted.wish.shiftMinutes = value.minutes;
      if (value.days !== undefined) moveDays(wanted, value.days, setting);
    }
    if (value.kind === 'party') wanted.wish.party = value.people;
    if (value.kind === 'recur') wanted.wish.recurWeeks = value.weeks;
    if (value.kind === 'late') wanted.wish.lateMinutes = value.minutes;
  }
  const pick = pickIn(reading.text);
  if (pick !== undefined) wanted.wish.pick = pick;
  if (WEEKLY.test(reading.text) && wanted.wish.recurWeeks === undefined) wanted.wish.recurWeeks = 1;
  compared(wanted, reading, setting, within);
  if (wanted.wish.recurWeeks !== undefined && wanted.wish.date !== undefined && wanted.wish.date !== 'any') {
    const bare = reading.days.findLast(({ value }) => value.bare);
    if (bare && wanted.wish.weekdays === undefined) {
      wanted.wish.weekdays = [Temporal.PlainDate.from(wanted.wish.date).dayOfWeek];
      delete wanted.wish.date;
    }
  }
  return wanted;
}

function moveDays(wanted: Wanted, days: number, { draft, bookings, shownDay }: Setting): void {
  const from = draft.date ?? shownDay ?? (bookings.length === 1 ? bookings[0]?.date : undefined);
  if (from === undefined) wanted.wish.shiftDays = days;
  else wanted.wish.date = Temporal.PlainDate.from(from).add({ days }).toString();
}

/** A bare "earlier" or "later" is compared with what is held, shown or booked. */
function compared(
  wanted: Wanted,
  { text, clauses }: Reading,
  { place, draft, shownTimes, shownDay, bookings, today }: Setting,
  within: (at: number) => boolean,
): void {
  const { wish } = wanted;
  if (wish.time !== undefined || wish.timeFrom !== undefined || wish.timeTo !== undefined || wish.shiftMinutes !== undefined)
    return;
  const [only, more] = bookings;
  const spoken = shownDay ?? draft.date ?? (only && !more ? only.date : undefined);
  const open = clauses
    .filter(({ at }) => within(at))
    .map(({ masked }) => masked)
    .join(' . ');
  const [earlier, later] = [EARLIER.test(open), LATER.test(open)];
  if (
    earlier === later ||
    (wish.date !== undefined && wish.date !== spoken) ||
    wish.dateFrom !== undefined ||
    wish.weekdays !== undefined
  )
    return;
  if (wish.date === undefined && DAYLIKE.test(` ${text} `)) {
    if (spoken !== undefined) comparedDays(wish, earlier, spoken, today, WEEKLIKE.test(` ${text} `));
    return;
  }
  const day = place === 'choose_time' ? shownDay : spoken;
  const times = place === 'choose_time' ? shownTimes : draft.time !== undefined ? [draft.time] : only && !more ? [only.time] : [];
  const bound = earlier ? times[0] : times.at(-1);
  if (bound === undefined) return;
  if (earlier) wish.timeTo = bound;
  else wish.timeFrom = bound;
  if (day !== undefined) wish.date = day;
  wish.fuzzy = true;
  delete wish.pick;
}

const DAYLIKE = / (?:days?|week|dates?|month|dias?|semana|fecha|tag|woche|jour|semaine|giorno|settimana)(?: |$|[.,!?])/;
const WEEKLIKE = / (?:week|semana|woche|semaine|settimana)(?: |$|[.,!?])/;

/** "Earlier that week", "a later date". */
function comparedDays(wish: Wish, earlier: boolean, spoken: string, today: string, sameWeek: boolean): void {
  const day = Temporal.PlainDate.from(spoken);
  const monday = mondayOf(day).toString();
  if (earlier) {
    wish.dateTo = day.subtract({ days: 1 }).toString();
    if (sameWeek) wish.dateFrom = monday < today ? today : monday;
  } else {
    wish.dateFrom = day.add({ days: 1 }).toString();
    if (sameWeek) wish.dateTo = mondayOf(day).add({ days: 6 }).toString();
  }
  wish.fuzzy = true;
  delete wish.pick;
}

interface Said {
  readonly days: Days;
  readonly at: number;
  readonly end: number;
  readonly negated: boolean;
}

function takeDays(wanted: Wanted, reading: Reading, setting: Setting, within: (at: number) => boolean): void {
  const { text, days } = reading;
  const said: Said[] = [];
  for (const [n, { at, end, value }] of days.entries()) {
    if (!within(at) || value.past) continue;
    if (value.noSuchDay) {
      wanted.noSuchDay = true;
      continue;
    }
    const before = text.slice(Math.max(0, at - 30), at) + (ARTICLES.exec(text.slice(at, end))?.[0] ?? '');
    const after = text.slice(end, Math.min(text.length, end + 30));
    const following = days[n + 1];
    const nextIsDenied =
      following !== undefined &&
      /^ ?,? ?(?:y )?(?:no|not) (?:el |the |on )?$/.test(text.slice(end, following.at)) &&
      !/^,? ?no,? (?:sorry|wait|espera)/.test(after);
    const previous = days[n - 1];
    const denied = previous && NOT_AFTER.test(text.slice(previous.end, at)) && said.at(-1)?.negated;
    const negated =
      NOT_BEFORE.test(before) && !denied
        ? !/(?:why|porque|por que) (?:not|no) $/.test(before)
        : NOT_AFTER.test(after) && !nextIsDenied && !/^ ?no ?\?/.test(after);
    const meant = roles(value, before, after, setting);
    if (!meant.past) said.push({ days: meant, at, end, negated });
  }
  const plain = said.filter((one) => !one.negated && !one.days.any);
  let positive = plain.some(({ days: of }) => !of.spoken) ? plain.filter(({ days: of }) => !of.spoken) : plain;
  // "My appointment on Thursday", "the one on Friday" name a booking, and no wish.
  if (positive[0] && MINE_ON.test(text.slice(Math.max(0, positive[0].at - 40), positive[0].at) + (ARTICLES.exec(text.slice(positive[0].at, positive[0].end))?.[0] ?? '')) && setting.bookings.length === 0) {
    positive = positive.slice(1);
  }
  const [first, ...others] = positive;
  const before = first
    ? text.slice(Math.max(0, first.at - 30), first.at) + text.slice(first.at, first.end).replace(/\S+$/u, '')
    : '';
  const named = first && (first.days.bare ? (first.days.weekdays?.[0] ?? first.days.date?.dayOfWeek) : undefined);
  const known =
    first &&
    setting.bookings.find(
      ({ date }) => date === first.days.date?.toString() || Temporal.PlainDate.from(date).dayOfWeek === named,
    );
  if (known && (others.length > 0 ? ONE_ON : THE_ONE_ON).test(before)) {
    wanted.ofBooking.push(known.date);
    positive = others;
  }
  for (const { days: no } of said.filter((one) => one.negated)) {
    if (no.weekdays) wanted.not.weekdays = [...new Set([...(wanted.not.weekdays ?? []), ...no.weekdays])];
    else if (no.date && no.bare) wanted.not.weekdays = [...new Set([...(wanted.not.weekdays ?? []), no.date.dayOfWeek])];
    else if (no.date) wanted.not.date = no.date.toString();
    else if (no.from && no.to) notWithin(wanted, no.from, no.to);
  }
  const kept = corrected(positive, reading, wanted);
  put(wanted, kept, reading);
  const all = said.find((one) => one.days.any);
  if (kept.length === 0 && all && wanted.not.weekdays === undefined) wanted.wish.date = 'any';
}

/** "Not at weekends", "not this week": the other days, or those after it. */
function notWithin(wanted: Wanted, from: Temporal.PlainDate, to: Temporal.PlainDate): void {
  if (to.dayOfWeek === 7 && from.dayOfWeek >= 6) wanted.not.weekdays = [...new Set([...(wanted.not.weekdays ?? []), 6, 7])];
  else wanted.wish.dateFrom = to.add({ days: 1 }).toString();
}

/** "Before the 20th", "from Monday", "by Friday". */
function roles(days: Days, before: string, after: string, { today }: Setting): Days {
  if (SINCE.test(before)) return { past: true };
  if (days.either || days.weekdays || days.any) return days;
  const [first, last] = [days.date ?? days.from, days.date ?? days.to];
  if (!first || !last) return days;
  const now = Temporal.PlainDate.from(today);
  const extra = days.fuzzy ? { fuzzy: true } : {};
  if (UNTIL_DAY.test(before) && AWAY.test(before)) return { from: last, fuzzy: true };
  if (BEFORE_DAY.test(before)) return { from: now, to: first.subtract({ days: 1 }), ...extra };
  if (LATEST_DAY.test(after) || UNTIL_DAY.test(before)) return { from: now, to: last, ...extra };
  if (AFTER_DAY.test(before)) return { from: last.add({ days: 1 }), ...extra };
  if ((days.date && FROM_DAY.test(before) && !/(?:dia|_) de $/.test(before)) || ONWARDS.test(after))
    return days.date && /(?:^| )de $/.test(before) ? days : { from: first, ...extra };
  return days;
}

/** Of "Thursday, no, sorry, Friday" the Friday; of "Saturday, otherwise Friday" the Saturday first. */
function corrected(said: readonly Said[], reading: Reading, wanted: Wanted): readonly Said[] {
  let kept: Said[] = [];
  let before: Said | undefined;
  for (const one of said) {
    const gap = before ? between(reading, before.end, one.at) : '';
    if (before && OTHERWISE.test(gap)) {
      wanted.else = fieldsOf(one.days);
      continue;
    }
    if (before && same(before.days, one.days)) {
      // The same day twice over: the more exact of the two stands.
      kept = kept.map((other) => (other === before ? (before.days.bare || before.days.from ? one : before) : other));
      before = kept.at(-1);
      continue;
    }
    if (before && (ORDER_MARK.test(gap) || gap.includes('?') || gap.length > 40)) kept = [];
    kept.push(one);
    before = one;
  }
  return kept;
}

/** What stands between two places, without the days and times there. */
function between({ text, days, clocks, parts }: Reading, from: number, to: number): string {
  let out = text.slice(from, to);
  for (const { at, end } of [...days, ...clocks, ...parts]) {
    if (at < from || end > to) continue;
    out = out.slice(0, at - from) + ' '.repeat(end - at) + out.slice(end - from);
  }
  return out.replace(/(?:^| )(?:at|a las?|um|alle|as|on|el|le|il|am)(?= |$)/g, ' ').replace(/ +/g, ' ');
}

function same(a: Days, b: Days): boolean {
  if (a.date && b.date)
    return a.date.equals(b.date) || ((a.bare ?? false) !== (b.bare ?? false) && a.date.dayOfWeek === b.date.dayOfWeek);
  if (a.to && b.to && a.from && b.from) return Math.abs(a.to.until(b.to).days) <= 1 && Math.abs(a.from.until(b.from).days) <= 1;
  return false;
}

function put(wanted: Wanted, said: readonly Said[], reading: Reading): void {
  const [first, ...others] = said;
  if (!first) return;
  const bare = said.every(({ days }) => days.bare);
  const joined = said.every((one, n) => n === 0 || OR.test(between(reading, said[n - 1]?.end ?? 0, one.at)));
  if (others.length > 0 && bare && joined && reading.clocks.length < 2) {
    wanted.wish.weekdays = [...new Set(said.map(({ days }) => days.weekdays?.[0] ?? days.date?.dayOfWeek ?? 1))];
    return;
  }
  // A weekday within a range that is said as well: "Tuesday of next week", "any Friday in May".
  const range = said.find(({ days }) => days.from && days.to);
  const weekday = said.find(({ days }) => days.bare);
  if (others.length === 1 && range && weekday) {
    const number = weekday.days.weekdays?.[0] ?? weekday.days.date?.dayOfWeek ?? 1;
    const from = range.days.from ?? Temporal.PlainDate.from('1970-01-01');
    const date = from.add({ days: (number - from.dayOfWeek + 7) % 7 });
    const single = range.days.to && from.until(range.days.to).days <= 7;
    Object.assign(wanted.wish, single ? { date: date.toString() } : { ...fieldsOf(range.days), weekdays: [number] });
    return;
  }
  const last = said.at(-1) ?? first;
  if (others.length > 0 && joined && said.every(({ days }) => days.date)) {
    Object.assign(wanted.wish, fieldsOf(first.days));
    wanted.else ??= fieldsOf(last.days);
    return;
  }
  const chosen = last.days;
  if (chosen.either) {
    wanted.either = chosen.either.map(fieldsOf);
    if (chosen.fuzzy) wanted.wish.fuzzy = true;
  } else Object.assign(wanted.wish, fieldsOf(chosen));
  if (chosen.part) wanted.wish.partOfDay = chosen.part;
}

function fieldsOf({ date, from, to, weekdays, fuzzy }: Days): Wish {
  return {
    ...(date ? { date: date.toString() } : {}),
    ...(from ? { dateFrom: from.toString() } : {}),
    ...(to ? { dateTo: to.toString() } : {}),
    ...(weekdays ? { weekdays: [...weekdays] } : {}),
    ...(fuzzy ? { fuzzy: true } : {}),
  };
}

function takeTimes(wanted: Wanted, reading: Reading, setting: Setting, within: (at: number) => boolean): void {
  const { text, clocks, parts, clauses } = reading;
  const part =
    parts.findLast(({ at, end, value }) => value.part !== undefined && within(at) && !NOT_AFTER.test(text.slice(end, end + 24)))
      ?.value.part ?? wanted.wish.partOfDay;
  const { wish } = wanted;
  const day = wish.date !== undefined && wish.date !== 'any' ? wish.date : (setting.draft.date ?? setting.shownDay);
  const weekday = day === undefined ? wish.weekdays?.[0] : Temporal.PlainDate.from(day).dayOfWeek;
  const spans = spansOn(setting.catalogue, weekday);
  const minutes = (clock: Clock) => minutesOf(clock, spans, part && part !== 'midday' ? halfIn(part) : undefined);
  let chosen: { at: number; end: number } | undefined;

  for (const { at, end, value } of clocks) {
    if (!within(at)) continue;
    const before = text.slice(Math.max(0, at - 34), at);
    const after = text.slice(end, end + 24);
    const clause = clauses.find((one) => at >= one.at && at < one.end);
    const inClause = clause ? text.slice(clause.at, clause.end) : text;
    const minute = pointed(minutes(value), value, setting);
    if (value.until) {
      wish.timeFrom = wallTimeOf(minute);
      wish.timeTo = wallTimeOf(
        minutes({ ...value.until, ...(value.half === undefined || value.until.half !== undefined ? {} : { half: value.half }) }),
      );
      continue;
    }
    if (
      (NOT_BEFORE.test(before) && !FROM_TIME.test(before) && !TO_TIME.test(before)) ||
      (NOT_AFTER.test(after) && !/^,? ?(?:no|not)(?: |$)/.test(after))
    ) {
      wanted.timesOfBooking.push(minute);
      continue;
    }
    if (OCCASION.test(inClause) && !/(?:appointment|cita|turno|booking)/.test(inClause)) {
      if (FREE_FROM.test(inClause)) wish.timeFrom = wallTimeOf(minute);
      continue;
    }
    if (value.fuzzy) wish.fuzzy = true;
    if (FROM_TIME.test(before) || TIME_ROLE.test(after)) {
      wish.timeFrom = wallTimeOf(minute);
      continue;
    }
    if (TO_TIME.test(before) || TIME_LATEST.test(after)) {
      if (DONE.test(before.replace(TO_TIME, ''))) wish.doneBy = wallTimeOf(minute);
      else wish.timeTo = wallTimeOf(minute);
      continue;
    }
    const gap = chosen ? between(reading, chosen.end, at) : '';
    if (chosen && OTHERWISE.test(gap)) wanted.else = { ...wanted.else, time: wallTimeOf(minute) };
    else if (chosen && OR.test(gap) && wish.time !== undefined) wanted.else = { ...wanted.else, time: wallTimeOf(minute) };
    else wish.time = wallTimeOf(minute);
    chosen ??= { at, end };
  }
  for (const { at, end, value } of parts) {
    if (!within(at) || NOT_AFTER.test(text.slice(end, end + 24)) || NOT_BEFORE.test(text.slice(Math.max(0, at - 24), at))) continue;
    if (value.from !== undefined && wish.time === undefined && wish.timeFrom === undefined) wish.timeFrom = value.from;
    if (value.part !== undefined && wish.time === undefined && wish.timeFrom === undefined && wish.timeTo === undefined)
      wish.partOfDay = value.part;
    if (value.pick && wish.time === undefined) wish.pick = value.pick;
    if (value.fuzzy && wish.time === undefined) wish.fuzzy = true;
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
