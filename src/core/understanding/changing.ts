import type { Meaning, Wish } from '#contracts/meaning.ts';
import { asksWhetherOneCan } from './answer-to-confirm.ts';
import { bookingMeant } from './booking-meant.ts';
import { type Rest, about, made } from './made.ts';
import { type Message, also, does } from './message.ts';
import { SAME_TIME, isNewVisit } from './new-visit.ts';
import { requests } from './requests.ts';
import { isNot, isPositive, isWish, onlyNames } from './wanted.ts';
import type { Wanted } from './wishes.ts';

/** Moves or drops a booking; while something is being booked, drops that. */
export function aboutBookings(message: Message): Meaning | undefined {
  const { setting, reading, wanted, all } = message;
  const { place, bookings } = setting;
  const cancels = isCancelled(message);
  if (place !== 'start') return cancels ? attemptDropped(message) : undefined;
  if (bookings.length > 0 && CONFIRMS_OWN.test(reading.plain)) return made('nothing_to_do');
  if (bookings.length > 0 && !cancels && !does(message, 'move') && requests.cannot(reading.plain)) return cannotCome(message);
  const isNew = isNewVisit(message);
  if (does(message, 'move') && !isNew) return changed(message, all, beside(message));
  if (cancels) return dropped(message);
  if (bookings.length === 0 || isNew || (does(message, 'complaint') && !requests.instead(reading.plain))) return undefined;
  return isChange(message) ? changed(message, wanted, also(...message.asks)) : undefined;
}

/** On the way to a booking that is due. */
export function late({ reading, all, setting }: Message): Meaning {
  const which = setting.bookings.length > 0 ? bookingMeant(reading, all, setting, 'late') : {};
  const { lateMinutes } = all.wish;
  return made('late', { ...about(which), ...(lateMinutes === undefined ? {} : { lateMinutes }) });
}

/** "I confirm my appointment", in answer to what was booked. */
const CONFIRMS_OWN =
  /^(?:(?:hi|hello|hola|buenas|si|yes|ok|hallo|ja|oui|ciao|sim),? ){0,3}(?:confirmo|i confirm|i can confirm|confirming|ich bestatige|je confirme|confermo)(?: |$)/;
const CANCEL_WORD = /(?:^| )(?:cancel|anul|annul|storn|absag|disdi|desmar)/;

/** An order to cancel, or "never mind" and its like where nothing else is asked or wanted. */
function isCancelled(message: Message): boolean {
  const { acts, pieces, asks, wanted, setting, reading } = message;
  if (does(message, 'cancel') && !asksWhetherOneCan(message)) return true;
  if (does(message, 'move') || asks.length > 0) return false;
  const wants = isWish(wanted.wish);
  const opens = acts.some(({ kind, asked, pieces: { leads } }) => kind === 'none' && !asked && leads === 'drop');
  if (opens && !wants) return true;
  return pieces.has('drop') && (setting.place === 'start' || !wants || CANCEL_WORD.test(reading.text));
}

function beside(message: Message): Rest {
  return also(...message.asks, does(message, 'complaint') && 'complaint');
}

const A_BOOKING =
  /(?:^| )(?:my|the|mi|la|el|meine?n?|mon|ma|il mio|la mia|minha|meu) (?:\p{L}+ ){0,2}(?:appointment|booking|reservation|cita|turno|reserva|termin|rendez vous|appuntamento|prenotazione|consulta|marcacao)(?: |$|[.,!?])/u;

/** While something is being booked, "cancel" drops that, unless another booking is named. */
function attemptDropped(message: Message): Meaning {
  const { reading, all, named, setting } = message;
  const { bookings } = setting;
  const names = named.wish.services?.some((id) => bookings.some(({ serviceId }) => serviceId === id)) ?? false;
  const other = bookings.length > 0 && (names || A_BOOKING.test(reading.plain));
  const which = other ? about(bookingMeant(reading, all, setting, 'cancel')) : {};
  return made('cancel', { ...which, keepsDraft: false, ...also(does(message, 'complaint') && 'complaint') });
}

function dropped(message: Message): Meaning {
  const { alternatives, ...which } = bookingMeant(message.reading, message.all, message.setting, 'cancel');
  return made('cancel', { ...which, ...(alternatives ? { alternatives } : {}), ...beside(message) });
}

/** "Can't make it tomorrow": to be cancelled or moved is the customer's to say, unless another time is named. */
function cannotCome(message: Message): Meaning {
  const { reading, all, setting } = message;
  const { date, time, dateFrom, shiftMinutes } = all.wish;
  const elsewhere = date !== undefined && !setting.bookings.some((one) => one.date === date);
  const named = elsewhere || [time, dateFrom, shiftMinutes].some((one) => one !== undefined);
  if (named || requests.instead(reading.plain)) return changed(message, all, {});
  const which = bookingMeant(reading, all, setting, 'cancel');
  return made('cancel', { ...about(which), alternatives: [{ intent: 'cancel' }, { intent: 'reschedule' }] });
}

/** Where a booking is known, a day or time that belongs to nothing else is a wish to move it. */
function isChange({ reading, wanted, named, setting, acts, asks }: Message): boolean {
  const { wish, either } = wanted;
  const dated = isPositive(wish) || either.length > 0 || wish.weekdays !== undefined || wish.shiftDays !== undefined;
  if (asks.length > 0 && !dated) return false;
  const other = named.wish.services?.some((id) => !setting.bookings.some(({ serviceId }) => serviceId === id)) ?? false;
  const instead = requests.instead(reading.plain);
  if (other || (onlyNames(wish, setting.bookings) && !instead)) return false;
  return dated || (named.wish.staff !== undefined && (instead || acts.some(({ visit }) => visit)));
}

const NEXT_WEEK =
  /(?:next week|following week|semana que viene|proxima semana|semana que vem|nachste woche|semaine prochaine|settimana prossima|prossima settimana)/;

function changed({ reading, named, setting }: Message, wanted: Wanted, more: Rest): Meaning {
  const which = bookingMeant(reading, wanted, setting, 'move');
  const wish: Wish = { ...wanted.wish };
  const booking = setting.bookings.find(({ id }) => id === which.whichBooking);
  // "Can't make Saturday, can we move it?" names the day that is booked.
  if (wish.date !== undefined && wish.date === booking?.date && requests.cannot(reading.plain)) delete wish.date;
  if (SAME_TIME.test(reading.plain) && booking) {
    wish.time = booking.time;
    if (wish.dateFrom !== undefined && NEXT_WEEK.test(reading.plain)) {
      delete wish.dateFrom;
      delete wish.dateTo;
      wish.date = Temporal.PlainDate.from(booking.date).add({ days: 7 }).toString();
    }
  }
  const { staff } = named.wish;
  const alternatives = which.alternatives ?? (wanted.either.length > 1 ? wanted.either : undefined);
  return made('reschedule', {
    ...wish,
    ...(staff !== undefined && staff !== booking?.staffId ? { staff } : {}),
    ...about(which),
    ...(isNot(wanted.not) && !isPositive(wish) ? { not: wanted.not } : {}),
    ...(alternatives ? { alternatives } : {}),
    ...(wanted.noSuchDay ? { noSuchDay: true } : {}),
    ...more,
    question: reading.asked,
  });
}
