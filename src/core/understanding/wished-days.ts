import type { Wish } from '#contracts/meaning.ts';
import { phrase } from './alternation.ts';
import type { Days } from './days.ts';
import { NOT_AFTER, NOT_BEFORE, OR, OTHERWISE, between } from './denials.ts';
import type { Reading } from './reading.ts';
import type { Setting } from './setting.ts';
import type { Wanted } from './wishes.ts';

const ORDER_MARK = phrase(
  'sorry|no wait|wait no|wait|i mean|i meant|no espera|espera|perdon|digo|mejor|pues|o sea|corrijo|actually|rather|better|make that|besser|lieber|ich meine|doch|plutot|enfin|pardon|anzi|meglio|scusa|alias|quer dizer|melhor|desculpa|no|era|instead',
);

const ONE_ON =
  /(?:^|(?<= ))(?:move|change|switch|swap|push|reschedule|mover|cambiar|cambia|cambiame|pasar|pasa|pasame|verschieben|verschiebe|spostare|sposta|deplacer|mudar) (?:the |el |le |il |la |den )?$|(?<!\p{L})(?:the one|mine|appointment|booking|slot|the|la|el|lo|los|las|cita|turno|reserva|la cita|el turno|quello|quella|quell|l appuntamento|celui|celle|der|den|die|das|termin|a|o|from|de|del) (?:on|for|at|del?|de la|da|do|di|du|vom|am|from|that i have|para el|para)? ?(?:the |el |los |las |le )?$/u;

const THE_ONE_ON =
  /(?<!\p{L})(?:the one|mine|my (?:appointment|booking|one)|(?:la|el)(?: cita| turno| hora)?|quello|quella|l appuntamento|celui|celle|de[rn]|die|termin|[ao]|the (?:appointment|booking|slot)) (?:on|for|del?|de la|da|do|di|du|vom|am|that is on) (?:the |el |le |los )?$/u;

const MINE_ON =
  /(?<!\p{L})(?:my|mi|meinen?|mon|il mio|la mia|minha|meu) (?:appointment|booking|cita|turno|hora|reserva|termin|rendez vous|appuntamento|consulta|horario)(?: (?:que |that |which )?(?:tengo|tenia|tenemos|i have|i had|i got|ive got|we have|habe|j ai|ho|avevo|eu tenho|tenho))?(?: on| for| from| del?| de la| da| do| di| du| vom| am)? (?:the |el |le )?$/u;

/** "The appointment that I have on Tuesday." */
const HAD_ON =
  /(?<!\p{L})(?:que|that|which|den|che|the one) (?:ich )?(?:tengo|tenia|tenemos|i have|i had|ive got|we have|habe|j ai|ho|avevo|eu tenho|tenho) (?:on |for |el |para el |am |le |il |de |na |no |the )*$/u;

const SINCE = /(?<!\p{L})(?:since|seit|depuis|desde hace|ever since) (?:the |last |el |dem |le )?$/u;

/** Articles that stand inside what was read as a day. */
const ARTICLES = /^(?:(?:the|el|la|los|las|le|les|il|lo|del|al|dal|du|vom|zum|den|dem|der|am|on|dia) )+/u;

const UNTIL_DAY =
  /(?<!\p{L})(?:on or before|until|till?|by|no later than|up to|hasta|a mas tardar|bis|spatestens|jusqu a|entro|ate|fino a|not after|before or on) (?:el |the |zum |le |il |o |end of )?$/u;

const AWAY =
  /(?:away|holidays?|abroad|not (?:here|around|back)|busy|working|out of town|no estoy|de viaje|vacaciones|fuera|verreist|im urlaub|nicht da|weg|en vacances|absente?|pas la|in ferie|via|fora|viajando) /u;

/** "Before my wedding on the 30th": what happens that day may stand between. */
const EVENT_ON =
  '(?:(?:my|our|the|a|mi|la|el|su|nuestra?|meu|minha|o|a|mein\\w*|de[rmn]|mon|ma|le|il|mio) (?:\\p{L}+ ){1,3}(?:on|el|del|de|em|no|am|le|du|il|del) )?';

const BEFORE_DAY = new RegExp(
  `(?<!\\p{L})(?:before|(?:sooner|earlier|any sooner) than|antes que|antes del?|antes da|antes do|fruher als|plus tot que|vor|avant|prima (?:di|del|della)) ${EVENT_ON}(?:el |the |dem |le |il |la )?$`,
  'u',
);

const AFTER_DAY =
  /(?<!\p{L})(?:after|despues del?|nach|apres|dopo|depois d[eo]|any time after|past) (?:el |the |dem |le |il |la )?$/u;

const FROM_DAY =
  /(?<!\p{L})(?:on or after|from|starting|from about|as of|a partir del?|desde|ab|des|a partir d[uoe]|dal|from the|since|de) (?:el |the |le |il )?$/u;

const ONWARDS =
  /^ ?(?:or later|onwards?|or after|and after|forward|o despues|en adelante|em diante|in avanti|oder spater|ou apres|o piu tardi|o mas tarde|o posterior)/u;

const LATEST_DAY =
  /^ ?(?:the |at the |at )?(?:latest|spatestens|como mucho|a mas tardar|au plus tard|al piu tardi|no maximo|or (?:earlier|before|sooner)|o antes|oder fruher|ou avant)/u;

interface Said {
  readonly days: Days;
  readonly at: number;
  readonly end: number;
  readonly negated: boolean;
}

/** How far around a mention the words are read that say what it is for. */
const AROUND = 40;

/** Adds what a message says about days: those wanted, those not, and those of a booking that it speaks of. */
export function takeDays(wanted: Wanted, reading: Reading, setting: Setting, within: (at: number) => boolean): void {
  const mentions = reading.days.filter(({ at, value }) => within(at) && !value.past);
  wanted.noSuchDay ||= mentions.some(({ value }) => value.noSuchDay);
  const said = saidAbout(reading, setting, within);
  const wishes = said.filter((one) => !one.negated && !one.days.any);
  const others = wishes.filter(({ days }) => !days.spoken);
  const kept = corrected(withoutBookings(others.length > 0 ? others : wishes, reading, setting, wanted), reading, wanted);
  for (const one of said) if (one.negated) deny(wanted, one.days);
  put(wanted, kept, reading);
  const any = kept.length === 0 && wanted.not.weekdays === undefined && said.some(({ days }) => days.any);
  if (any) wanted.wish.date = 'any';
}

/** Each mention with what the words around it make of it. */
function saidAbout({ text, days }: Reading, setting: Setting, within: (at: number) => boolean): readonly Said[] {
  const said: Said[] = [];
  for (const [n, { at, end, value }] of days.entries()) {
    if (!within(at) || value.past || value.noSuchDay) continue;
    const before = leadOf(text, at, end);
    const after = text.slice(end, end + AROUND);
    const [previous, next] = [days[n - 1], days[n + 1]];
    const taken = previous !== undefined && NOT_AFTER.test(text.slice(previous.end, at)) && said.at(-1)?.negated === true;
    const passed = next !== undefined && passesOn(text.slice(end, next.at));
    const negated =
      NOT_BEFORE.test(before) && !taken ? !/(?:why|porque|por que) (?:not|no) $/.test(before) : isDenied(after) && !passed;
    const meant = roles(value, before, after, setting);
    if (!meant.past) said.push({ days: meant, at, end, negated });
  }
  return said;
}

/** What stands before a mention, with the articles that were read as part of it. */
function leadOf(text: string, at: number, end: number): string {
  return text.slice(Math.max(0, at - AROUND), at) + (ARTICLES.exec(text.slice(at, end))?.[0] ?? '');
}

function isDenied(after: string): boolean {
  return NOT_AFTER.test(after) && !/^ ?no ?\?/.test(after);
}

/** The "no" of "the 11th, not the 4th" belongs to what follows it; that of "Thursday no sorry Friday" does not. */
function passesOn(gap: string): boolean {
  return /^ ?,? ?(?:y )?(?:no|not) (?:el |the |on )?$/.test(gap);
}

/** "My appointment on Thursday" and "the one on Friday" name a booking, and no wish. */
function withoutBookings(said: readonly Said[], { text }: Reading, { bookings }: Setting, wanted: Wanted): readonly Said[] {
  const [first, ...others] = said;
  if (!first) return said;
  const before = leadOf(text, first.at, first.end);
  if (bookings.length === 0) return MINE_ON.test(before) || HAD_ON.test(before) ? others : said;
  const weekday = first.days.bare ? (first.days.weekdays?.[0] ?? first.days.date?.dayOfWeek) : undefined;
  const known = bookings.find(
    ({ date }) => date === first.days.date?.toString() || Temporal.PlainDate.from(date).dayOfWeek === weekday,
  );
  if (!known || !(others.length > 0 ? ONE_ON : THE_ONE_ON).test(before)) return said;
  wanted.ofBooking.push(known.date);
  return others;
}

function deny(wanted: Wanted, { weekdays, date, bare, from, to }: Days): void {
  if (weekdays) denyWeekdays(wanted, weekdays);
  else if (date && bare) denyWeekdays(wanted, [date.dayOfWeek]);
  else if (date) wanted.not.date = date.toString();
  else if (from && to) notWithin(wanted, from, to);
}

function denyWeekdays(wanted: Wanted, weekdays: readonly number[]): void {
  wanted.not.weekdays = [...new Set([...(wanted.not.weekdays ?? []), ...weekdays])];
}

/** "Not at weekends", "not this week": the other days, or those after it. */
function notWithin(wanted: Wanted, from: Temporal.PlainDate, to: Temporal.PlainDate): void {
  if (to.dayOfWeek === 7 && from.dayOfWeek >= 6) denyWeekdays(wanted, [6, 7]);
  else wanted.wish.dateFrom = to.add({ days: 1 }).toString();
}

/** "Before the 20th", "from Monday", "by Friday". */
function roles(days: Days, before: string, after: string, { today, place, draft }: Setting): Days {
  // "Bis Donnerstag!" where Thursday is held.
  if (place === 'confirm' && UNTIL_DAY.test(before) && days.date?.toString() === draft.date) return days;
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
    const refines = before !== undefined && isWholeWeek(before) && (one.days.ofWeek !== undefined || one.days.bare === true);
    if (before && !refines && (ORDER_MARK.test(gap) || gap.includes('?') || gap.length > 40)) kept = [];
    kept.push(one);
    before = one;
  }
  return kept;
}

function isWholeWeek({ days: { from, to, ofWeek } }: Said): boolean {
  return from !== undefined && to !== undefined && ofWeek === undefined && from.dayOfWeek === 1 && from.until(to).days === 6;
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
  // Weekdays within a range that is said as well: "Tuesday of next week", "any Friday in May".
  const range = said.find(({ days }) => days.from && days.to)?.days;
  const weekdays = said.filter(({ days }) => days.bare).map(({ days }) => days.weekdays?.[0] ?? days.date?.dayOfWeek ?? 1);
  if (range?.from && range.to && weekdays.length === others.length && weekdays.length > 0) {
    const [weekday = 1] = weekdays;
    const date = range.from.add({ days: (weekday - range.from.dayOfWeek + 7) % 7 });
    const single = weekdays.length === 1 && range.from.until(range.to).days <= 7;
    Object.assign(wanted.wish, single ? { date: date.toString() } : { ...fieldsOf(range), weekdays });
    return;
  }
  // Some days of a week that is said as well: "next week between Tuesday and Thursday".
  const whole = said.find(isWholeWeek)?.days;
  const ofWeek = said.find(({ days }) => days.ofWeek)?.days;
  if (said.length === 2 && whole?.from && ofWeek?.ofWeek) {
    const [from, to] = ofWeek.ofWeek.map((days) => whole.from?.add({ days }));
    Object.assign(wanted.wish, fieldsOf({ ...ofWeek, ...(from ? { from } : {}), ...(to ? { to } : {}) }));
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
