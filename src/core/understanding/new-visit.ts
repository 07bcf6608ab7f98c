import type { Meaning, Wish } from '#contracts/meaning.ts';
import { forWhom } from './for-whom.ts';
import { minutesIn, wallTimeOf } from './hours.ts';
import { made } from './made.ts';
import { type Message, also, does } from './message.ts';
import type { Reading } from './reading.ts';
import { requests } from './requests.ts';
import type { Setting } from './setting.ts';
import { changesTime, isNot, isWish } from './wanted.ts';
import type { Wanted } from './wishes.ts';

/** A wish for a new visit, or for another time, person or service of the one that is being made. */
export function visit(message: Message): Meaning | undefined {
  const { asks, all, wanted, named, setting, wishes, visit, slots } = message;
  const { place } = setting;
  // "Is Ana in on Friday? It's for a trim" wants Friday; so does "I need a trim, are you open on Friday?".
  const forThatDay =
    place === 'start' && asks.includes('staff_info') && all.wish.date !== undefined && named.wish.services !== undefined;
  if (forThatDay) return booked(message, all);
  if (!wishes && !does(message, 'move')) return undefined;
  const takesDay = (visit || slots) && wanted.wish.date === undefined && (asks.includes('hours') || asks.includes('staff_info'));
  return booked(message, takesDay ? all : wanted);
}

function booked(message: Message, wanted: Wanted): Meaning {
  const { reading, named, setting, asks } = message;
  const { noSuchDay } = wanted;
  const { alternatives, ...pointed } = message.pointed ?? {};
  const whom = forWhom(reading);
  const said = pointed.services === undefined ? wanted.wish : {};
  const when: Wish = { ...afterOwn(reading, setting), ...said, ...pointed };
  const wish: Wish = { ...named.wish, ...when, ...(whom === undefined ? {} : { for: whom }) };
  if (SAME_TIME.test(reading.plain) && wish.time === undefined && setting.draft.time !== undefined)
    wish.time = setting.draft.time;
  // Something more for the day that is booked.
  const [bookedDay] = wanted.ofBooking;
  if (bookedDay !== undefined && wish.services !== undefined && wish.date === undefined) wish.date = bookedDay;
  const not = { ...wanted.not, ...named.not };
  const readings = [alternatives, wanted.either, named.either].find((some) => some !== undefined && some.length > 1) ?? [];
  const changes = changesTime({ ...wanted, wish: when }, setting);
  return made('book', {
    ...wish,
    ...(isNot(not) ? { not } : {}),
    ...(wanted.else ? { else: wanted.else } : {}),
    ...(readings.length > 1 ? { alternatives: readings.slice(0, 4) } : {}),
    ...(noSuchDay ? { noSuchDay } : {}),
    ...also(...asks, named.unknown && 'service_info', does(message, 'complaint') && 'complaint'),
    question: reading.asked,
    keepsDraft: setting.place !== 'confirm' || !changes || reading.asked || !isStated(when, message),
    sure: BOOKING_WORD.test(reading.plain) || isWish(wish) || readings.length > 1 || isNot(not) || noSuchDay,
  });
}

const PREFERS =
  /(?:^| )(?:no|nah|not|nope|better|rather|instead|prefer|change|make it|mejor|prefiero|preferi\w+|cambi\w+|lieber|besser|plutot|mieux|meglio|preferisco|melhor|prefiro|need|want|quiero|necesito)(?: |$|[.,!])/;

/** Asks without a question mark. */
const HEDGES =
  /(?:^| )(?:dont suppose|wonder(?:ing)?|any chance|could|might|maybe|perhaps|possible|would it|quizas?|tal vez|a lo mejor|podria\w*|puede ser|posible|seria|vielleicht|konnten?|ginge|moglich|peut etre|pourr\w+|forse|potre\w+|sarebbe|talvez|poderia|daria)(?: |$|[.,!])/;

/** A held time is let go only for a day or time that is named, or a part of the day that is plainly preferred; never for an aside. */
function isStated(
  { date, time, dateFrom, dateTo, weekdays, shiftMinutes, shiftDays, timeFrom, timeTo, doneBy }: Wish,
  message: Message,
) {
  const { plain } = message.reading;
  if (message.pieces.has('wait') || requests.willTell(plain) || requests.thinking(plain) || HEDGES.test(plain)) return false;
  if ([date, time, dateFrom, dateTo, weekdays, shiftMinutes, shiftDays].some((one) => one !== undefined)) return true;
  return PREFERS.test(plain) || [timeFrom, timeTo, doneBy].some((one) => one !== undefined);
}

export const SAME_TIME =
  /(?:same (?:time|hour|timing)|misma hora|mismo horario|stess[ao] or(?:a|ario)|meme heure|gleiche[nr]? (?:zeit|uhrzeit)|selben? (?:zeit|uhrzeit)|mesm[ao] (?:hora|horario))/;

const AFTER_MINE =
  /(?:(?:right |straight |just )?after (?:mine|my (?:appointment|one|slot)|me)|(?:justo |en seguida )?despues (?:del mio|de la mia|de mi (?:cita|turno)|mio|de mi)|(?:direkt )?nach (?:meinem|mir)|(?:juste )?apres (?:le mien|moi|mon rendez vous)|(?:subito )?dopo (?:il mio|di me|la mia)|(?:logo )?depois do meu)/;

const ONE_MORE = /(?:^| )(?:one|another|same|uno|una|otro|otra|lo mismo|einen|eine|un autre|un altro|outro)(?: |$)/;

/** "And one for my brother, right after mine": the same again when the known booking is over. */
function afterOwn({ plain }: Reading, { bookings }: Setting): Wish {
  const [own, ...others] = bookings;
  if (!own || others.length > 0 || !AFTER_MINE.test(plain)) return {};
  const over = minutesIn(own.time) + own.minutes;
  return {
    ...(ONE_MORE.test(plain) ? { services: [own.serviceId] } : {}),
    date: own.date,
    time: wallTimeOf(over % (24 * 60)),
    fuzzy: true,
  };
}

const BOOKING_WORD =
  /(?:^| )(?:book(?:ing)?|appointments?|reserve|reservation|schedule|slots?|cita|turno|reserv\p{L}+|agendar|hora|termin|buchen|rendez vous|reserver|prenot\p{L}+|appuntamento|marcar|consulta|horario)(?: |$|[.,!?])/u;

const ANOTHER_TIME =
  /(?:another|otr[oa]|autre|altr[oa]|outr[oa]|ander\w+) (?:persona?|chic[oa]|stylist|dentist|barber|mechanic|peluquer[oa]|doctora?|mecanico|profissional|personne|day|time|date|dia|hora|horario|jour|heure|giorno|ora|orario|tag|zeit|termin)/;
const ASKS_FOR_VISIT =
  /(?:book|reserv|appointment|cita|turno|termin|rendez vous|appuntamento|marcar|agendar|need|want|quiero|quisiera|necesito|vorrei|mochte|voudrais|quero|preciso|fancy|have|hueco)/;

/** Something beside the booking that is known: "and one for my brother". */
export function isNewVisit(message: Message): boolean {
  const { plain } = message.reading;
  if (does(message, 'move')) return false;
  if (requests.another(plain) && !ANOTHER_TIME.test(plain)) return true;
  return message.named.wish.services !== undefined && ASKS_FOR_VISIT.test(plain) && !requests.instead(plain);
}
