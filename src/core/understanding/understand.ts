import type { Intent, Meaning, Unwanted, Wish } from '#contracts/meaning.ts';
import { type Act, actsOf, plainPieces } from './acts.ts';
import { bookingMeant } from './booking-meant.ts';
import { forWhom, saysForWhom } from './for-whom.ts';
import { minutesIn, wallTimeOf } from './hours.ts';
import { ANYONE, SOMEBODY_ELSE } from './names.ts';
import { orders } from './orders.ts';
import { pointedAt } from './pointing.ts';
import { type Reading, readingOf } from './reading.ts';
import { requests } from './requests.ts';
import type { Setting } from './setting.ts';
import { type Wanted, wantedIn } from './wishes.ts';

/** What a message means, by rules alone: the same for the same words, in time linear in their number, and never an exception. */
export function understand(raw: string, setting: Setting): Meaning {
  const reading = readingOf(raw, setting);
  const { text, emoji } = reading;
  if (text === '') return wordless(emoji, setting);
  if (orders.stopWhole(reading.plain)) return made('stop', { keepsDraft: false });
  if (isMachine(reading) || requests.astray(reading.plain)) return made('nothing_to_do');
  const acts = actsOf(reading, setting.bookings);
  const meaning = decide(reading, acts, setting);
  return meaning;
}

type Rest = Partial<Omit<Meaning, 'intent'>>;

function made(intent: Intent, rest: Rest = {}): Meaning {
  return { question: false, keepsDraft: true, sure: true, ...rest, intent };
}

const YES_SIGNS = ['👍', '👌', '✅', '✔', '🙌', '💯', '🆗', '☑', '🤙', '🫡'];
const NO_SIGNS = ['👎', '❌', '🚫', '✖', '🙅'];

function wordless(emoji: readonly string[], { place }: Setting): Meaning {
  if (emoji.some((one) => NO_SIGNS.includes(one)))
    return place === 'start' ? made('nothing_to_do') : made('deny', { keepsDraft: place !== 'confirm' });
  if (emoji.some((one) => YES_SIGNS.includes(one))) return place === 'confirm' ? made('confirm') : made('nothing_to_do');
  if (emoji.includes('👋')) return made('greeting');
  return emoji.length > 0 ? made('nothing_to_do') : made('other', { sure: false });
}

function isMachine({ plain }: Reading): boolean {
  return (plain.length > 30 && orders.automatic(plain)) || orders.spam(plain);
}

const QUESTIONS_THAT_TAKE_DAYS: readonly Intent[] = ['hours', 'staff_info'];

function decide(reading: Reading, acts: readonly Act[], setting: Setting): Meaning {
  const { place, bookings } = setting;
  const questions = acts.filter(({ kind }) => kind === 'question');
  const beside = acts.filter(({ kind }) => kind === 'question' || kind === 'told');
  const asksOnly = (at: number) => !beside.some((act) => at >= act.at && at < act.end);
  const named = namedIn(reading, setting, acts);
  const all = wantedIn(reading, setting, () => true);
  const outside = wantedIn(reading, setting, asksOnly);
  const has = (kind: Act['kind']) => acts.some((act) => act.kind === kind);
  const pieces = plainPieces(acts);
  const first = acts.find(({ pieces: { pieces: some } }) => some.some((piece) => piece !== 'filler' && piece !== 'hello'));
  const asks = [...new Set(questions.map(({ question }) => question ?? 'other'))];
  const said = (kind: (typeof pieces)[number]) => pieces.includes(kind);
  const also = (...intents: (Intent | false)[]): Rest => {
    const more = [...new Set(intents.filter((one) => one !== false))];
    return more.length > 0 ? { also: more.slice(0, 4) } : {};
  };
  const pointing = pointedAt(reading, setting);
  const namesBooked =
    place === 'start' &&
    onlyNames(outside.wish, bookings) &&
    !requests.instead(reading.plain) &&
    acts.every(({ kind }) => kind !== 'visit');
  const wanting =
    !namesBooked && (isWish(outside.wish) || outside.either.length > 0 || outside.noSuchDay || pointing !== undefined);
  const slots = wanting || isNot(outside.not) || isNot(named.not);
  const namedOutside = named.wish.services !== undefined || named.wish.staff !== undefined || named.either.length > 0;
  const visits = acts.some(({ kind }) => kind === 'visit');
  const clearly = slots || namedOutside || requests.coming(reading.text) || acts.some(({ masked }) => requests.symptom(masked));
  const visit = visits && clearly;
  const wishes =
    slots || visit || saysForWhom(reading) || (namedOutside && questions.length === 0) || outside.wish.party !== undefined;
  const asked = reading.asked;

  // What comes before everything else.
  if (has('stop')) return made('stop', { keepsDraft: place !== 'confirm' });
  if (has('late') && !(place === 'confirm' && questions.length > 0) && !(visit && bookings.length === 0)) {
    return made('late', {
      ...about(bookings.length > 0 ? bookingMeant(reading, all, setting, 'late') : {}),
      ...(all.wish.lateMinutes === undefined ? {} : { lateMinutes: all.wish.lateMinutes }),
    });
  }
  if (has('person')) return made('person', { ...also(...asks), question: asked });

  const leadsDrop = acts.some(({ kind, asked, pieces: { leads } }) => kind === 'none' && !asked && leads === 'drop');
  const asksWhetherOne = place === 'confirm' && acts.some(({ kind, masked }) => kind === 'cancel' && CAN_ONE.test(masked));
  const cancels =
    (has('cancel') && !asksWhetherOne) ||
    (((leadsDrop && !isWish(outside.wish)) ||
      (said('drop') && (place === 'start' || !isWish(outside.wish) || CANCEL_WORD.test(text(reading))))) &&
      !has('move') &&
      asks.length === 0);
  const moves = has('move');
  const complains = has('complaint');

  if (place === 'start' && bookings.length > 0 && CONFIRMS_OWN.test(reading.plain)) return made('nothing_to_do');
  if (place === 'start') {
    if (bookings.length > 0 && !cancels && requests.cannot(reading.plain)) return cannotCome(reading, all, named, setting, asked);
    if (moves && !isNewVisit(reading, named, acts))
      return change(reading, all, named, setting, asked, also(...asks, complains && 'complaint'));
    if (cancels) return dropped(reading, all, setting, also(...asks, complains && 'complaint'));
    if (
      bookings.length > 0 &&
      !(complains && !requests.instead(reading.plain)) &&
      !isNewVisit(reading, named, acts) &&
      isChange(reading, outside, named, setting, acts)
    ) {
      return change(reading, outside, named, setting, asked, also(...asks));
    }
  } else {
    if (cancels)
      return made('cancel', { ...ofBooking(reading, all, named, setting), keepsDraft: false, ...also(complains && 'complaint') });
    if (said('over') && !slots) return made('start_over', { keepsDraft: false });
    if (said('back') && !slots) return made('back', { keepsDraft: place !== 'confirm' });
  }
  if (said('over') && !wishes) return made('start_over', { keepsDraft: place !== 'confirm' });
  if (said('back') && !wishes) return made('back', { keepsDraft: place !== 'confirm' });

  // Answers to what was asked.
  if (place === 'confirm') {
    const answer = answerToConfirm(
      reading,
      acts,
      pieces,
      wanting || namedOutside || saysForWhom(reading),
      asks,
      outside,
      setting,
      differs(named, setting),
      asksWhetherOne,
    );
    if (answer) return answer;
  } else if (place !== 'start') {
    const answer = answerToChoice(reading, pieces, wishes, asks, setting, acts, outside);
    if (answer) return answer;
  }

  if (place === 'start' && !slots && asks.length === 0 && !asked && requests.praises(reading.plain)) return made('thanks');
  if (complains && !slots && !visit && outside.wish.party === undefined)
    return made('complaint', { ...named.wish, ...also(...asks) });
  const asksForPerson =
    place === 'start' && asks.includes('staff_info') && all.wish.date !== undefined && named.wish.services !== undefined;
  if (asksForPerson) return booked(reading, all, named, pointing, setting, asked, also(...asks));
  if (wishes || moves) {
    const takes = questions.some(({ question }) => QUESTIONS_THAT_TAKE_DAYS.includes(question ?? 'other'));
    const wanted = takes && (visit || slots) && outside.wish.date === undefined ? all : outside;
    return booked(
      reading,
      wanted,
      named,
      pointing,
      setting,
      asked,
      also(...asks, named.unknown && 'service_info', complains && 'complaint'),
    );
  }
  if (asks.length > 0) {
    const [intent = 'other', ...others] = asks;
    return made(intent, { ...questionAbout(named, all, intent), ...also(...others), question: true });
  }
  if (visits) return made(place === 'choose_service' ? 'service_info' : 'other', { sure: false, question: asked });
  if (has('spared')) return made('nothing_to_do');
  if (requests.thinking(reading.plain)) return made('nothing_to_do');
  if (named.unknown) return made('service_info', { question: asked });
  if (place === 'choose_staff' && SOME_KIND_OF_PERSON.test(reading.plain)) return made('book', { sure: false });
  if (first === undefined && acts.every(({ kind }) => kind === 'pieces')) {
    if (said('hello') || reading.greeted) return made('greeting', also(said('thanks') && 'thanks'));
  }
  if (acts.every(({ kind }) => kind === 'pieces')) {
    if (said('help')) return made('help');
    if (said('wait') && !(place === 'confirm' && asked)) return made('nothing_to_do');
    if (said('thanks')) return made(said('yes') || said('bye') ? 'nothing_to_do' : 'thanks');
    if (said('yes') || said('bye')) return made('nothing_to_do');
    if (said('no') || said('not_these'))
      return made(place === 'start' ? 'nothing_to_do' : 'deny', { keepsDraft: place !== 'confirm' });
    if (said('hello')) return made('greeting');
  }
  if (
    /^(?:.{0,12} )?(?:thanks|thank you|gracias|grazie|merci|danke|obrigad[oa])(?: |$)/.test(text(reading)) &&
    reading.text.length < 60
  )
    return made('thanks', { sure: false });
  return made('other', { sure: false, question: asked });
}

const SOME_KIND_OF_PERSON =
  /(?:^| )(?:woman|lady|female|girl|man|male|guy|bloke|mujer|chica|hombre|chico|doctora?|senora?|frau|mann|weiblich|femme|homme|donna|uomo|mulher|homem|dentista|stylist|who(?:ever)? )(?: |$)/;

/** "I confirm my appointment", in answer to what was booked. */
const CONFIRMS_OWN = /^(?:(?:hi|hello|hola|buenas|si|yes|ok|hallo|ja|oui|ciao|sim),? )*(?:confirmo|i confirm|i can confirm|confirming|ich bestatige|je confirme|confermo)(?: |$)/;
const CANCEL_WORD = /(?:^| )(?:cancel|anul|annul|storn|absag|disdi|desmar)/;

/** "Can I cancel?" before anything is booked asks for the rules. */
const CAN_ONE =
  /^(?:and |but |y |pero )?(?:can|could|may|how (?:do|can)|is it possible|puedo|podria|se puede|como (?:puedo|hago)|posso|kann (?:ich|man)|(?:est ce que )?je peux|puis je|si puo)(?: |$)/;

function text({ text: simplified }: Reading): string {
  return simplified;
}

interface Named {
  readonly wish: Wish;
  readonly not: Unwanted;
  readonly either: readonly Wish[];
  readonly unknown: boolean;
}

const NOT_PERSON =
  /(?:^|[ ,])(?:not|no|except|but not|apart from|other than|anyone but|anybody but|bar|menos|excepto|salvo|que no sea|nao|exceto|nicht|ausser|sauf|pas|tranne|non|instead of|rather than|en vez de)(?: with| con| mit| avec| com| for| be)? $/;

/** The services and people that were named, with their place: "anyone but José". */
function namedIn(reading: Reading, setting: Setting, acts: readonly Act[]): Named {
  const { services, people, text: simplified } = reading;
  const wish: Wish = {};
  const not: Unwanted = {};
  const either: Wish[] = [];
  const sure = services.groups.filter((group) => group.length === 1).flat();
  const [open] = services.groups.filter((group) => group.length > 1);
  if (open) either.push(...open.slice(0, 4).map((id) => ({ services: [...new Set([...sure, id])] })));
  else if (sure.length > 0) wish.services = [...new Set(sure)];
  let place = -1;
  const wanted: string[] = [];
  for (const person of people) {
    place = simplified.indexOf('@', place + 1);
    if (NOT_PERSON.test(simplified.slice(Math.max(0, place - 24), place))) not.staff = person.id;
    else wanted.push(person.id);
  }
  if (SOMEBODY_ELSE.test(simplified) && setting.draft.staffId !== undefined) {
    not.staff = setting.draft.staffId;
    wish.staff = 'any';
  }
  const anyone =
    ANYONE.test(simplified) &&
    (setting.place === 'choose_staff' ||
      /(?:with|con|mit|avec|com|any(?:one|body)|whoever|stylist) /.test(simplified) ||
      /(?:anyone|anybody|whoever|quien sea|chiunque|qualquer um|n importe qui|cualquiera de (?:ellos|ustedes|vosotr))/.test(
        simplified,
      ));
  if (anyone && wanted.length === 0) wish.staff = 'any';
  else if (wanted.length > 1 && !acts.some(({ kind }) => kind === 'question')) either.push(...wanted.map((staff) => ({ staff })));
  else if (wanted[0] !== undefined) wish.staff = wanted.at(-1);
  return { wish, not, either: either.length > 1 ? either : [], unknown: services.unknown };
}

function isWish(wish: Wish): boolean {
  const { fuzzy: _fuzzy, lateMinutes: _late, ...rest } = wish;
  return Object.keys(rest).length > 0;
}

/** "See you Wednesday" names the day that is booked. */
function onlyNames({ date, ...rest }: Wish, bookings: Setting['bookings']): boolean {
  return date !== undefined && !isWish(rest) && bookings.some((one) => one.date === date);
}

function isNot(not: Unwanted): boolean {
  return Object.keys(not).length > 0;
}

/** A day or time other than what is held. */
function changesTime({ wish, either }: Wanted, { draft }: Setting): boolean {
  const { date, time } = wish;
  if (either.length > 0) return true;
  const day = date !== undefined && date !== draft.date;
  const clock = time !== undefined && time !== draft.time;
  return (
    day ||
    clock ||
    [
      wish.dateFrom,
      wish.dateTo,
      wish.weekdays,
      wish.timeFrom,
      wish.timeTo,
      wish.partOfDay,
      wish.pick,
      wish.shiftMinutes,
      wish.shiftDays,
      wish.doneBy,
    ].some((one) => one !== undefined)
  );
}

function answerToConfirm(
  reading: Reading,
  acts: readonly Act[],
  pieces: readonly string[],
  slots: boolean,
  asks: readonly Intent[],
  wanted: Wanted,
  setting: Setting,
  other: boolean,
  asksWhether: boolean,
): Meaning | undefined {
  const has = (piece: string) => pieces.includes(piece);
  const plain = acts.every(({ kind }) => kind === 'pieces');
  const changed = other || changesTime(wanted, setting);
  if (has('wait') && !slots && asks.length === 0) return acts.some(({ asked }) => asked) ? undefined : made('nothing_to_do');
  const tellsLater = acts.length === 1 && requests.willTell(reading.plain);
  if ((tellsLater || (requests.thinking(reading.plain) && !changed)) && asks.length === 0) return made('nothing_to_do');
  if (asksWhether) return made('policy', { question: true });
  // "Friday, yeah?" asks for what is held.
  const about = slots && !changed && acts.some(({ asked }) => asked);
  if (about && acts.every(({ kind }) => kind !== 'question' && kind !== 'visit')) return made('my_bookings', { question: true });
  const answers = pieces.filter((piece) => piece === 'yes' || piece === 'no' || piece === 'not_these');
  const last = answers.at(-1);
  const leads = acts[0]?.kind === 'pieces' && acts[0].pieces.pieces.includes('yes') && !acts[0].pieces.pieces.includes('no');
  const unasked = acts.every(({ asked }) => !asked);
  if (!changed && asks.length > 0 && leads && acts[0] && FIRM_YES.test(acts[0].masked) && !has('wait'))
    return made('confirm', { also: [...asks].slice(0, 4) });
  if (
    !changed &&
    unasked &&
    asks.length === 0 &&
    last === 'yes' &&
    (plain ||
      (leads && acts.slice(1).every(({ kind }) => kind === 'none' || kind === 'pieces') && requests.confirms(reading.plain)))
  ) {
    return made(
      'confirm',
      has('thanks') && !STRONG_YES.test(reading.plain)
        ? { alternatives: [{ intent: 'confirm' }, { intent: 'thanks' }], sure: true }
        : {},
    );
  }
  if (!changed && unasked && asks.length === 0 && !slots && requests.confirms(reading.plain)) return made('confirm');
  const question = acts.some(({ kind, asked }) => kind === 'question' || asked);
  if (!slots && asks.length === 0 && (last === 'no' || last === 'not_these') && plain) return made('deny', { keepsDraft: false });
  const [opening] = acts;
  const opensWithNo = opening?.kind === 'pieces' && opening.pieces.pieces.includes('no') && !pieces.includes('yes');
  if (!slots && asks.length === 0 && opensWithNo && acts.slice(1).every(({ kind, asked }) => kind === 'none' && !asked))
    return made('deny', { keepsDraft: false });
  if (!slots && isNot(wanted.not) && asks.length === 0 && unasked) return made('deny', { not: wanted.not, keepsDraft: false });
  const statement = acts.filter(({ kind, asked }) => kind === 'none' || (kind === 'visit' && !asked));
  const refused = statement.some(({ masked, asked }) => !asked && requests.refuses(masked));
  if (refused && (!isPositive(wanted.wish) || !changed))
    return made('deny', {
      keepsDraft: question && !statement.some(({ masked }) => requests.refuses(masked)),
      ...notFrom(wanted),
    });
  if (plain && !slots && has('thanks')) return made('thanks');
  return undefined;
}

/** Says yes in a way that is no mere opening. */
const FIRM_YES = /(?:confirm|book|please|reserv|go ahead|perfect|por favor|works|agend|buch|prenot)/;
const STRONG_YES =
  /(?:^| )(?:yes|yep|yeah|si|confirm\w*|perfect\w*|great|book|sure|va bene|dale|listo|oui|ja|sim|parfait|certo|perfekt|genau|reserv\w+|go ahead)(?: |$|[,.!])/;

/** "I work Thursdays, so no good" says why not. */
function notFrom({ not, wish }: Wanted): Rest {
  const weekdays = not.weekdays ?? wish.weekdays;
  return weekdays === undefined ? (isNot(not) ? { not } : {}) : { not: { weekdays } };
}

/** Somebody or something else than is held was named. */
function differs({ wish, not, either }: Named, { draft }: Setting): boolean {
  const services = wish.services?.some((id) => id !== draft.serviceId) ?? false;
  return services || either.length > 0 || not.staff !== undefined || (wish.staff !== undefined && wish.staff !== draft.staffId);
}

function isPositive({ date, dateFrom, time, timeFrom, timeTo, shiftMinutes, partOfDay, pick }: Wish): boolean {
  return [date, dateFrom, time, timeFrom, timeTo, shiftMinutes, partOfDay, pick].some((one) => one !== undefined);
}

function answerToChoice(
  reading: Reading,
  pieces: readonly string[],
  wishes: boolean,
  asks: readonly Intent[],
  { place }: Setting,
  acts: readonly Act[],
  { wish, not }: Wanted,
): Meaning | undefined {
  const refuses = acts.some(({ masked, asked, visit }) => !asked && !visit && requests.refuses(masked));
  if (place === 'choose_time' && refuses && !isWish(wish) && isNot(not)) return made('deny', { not });
  if (asks.length > 0 || wishes) return undefined;
  const plain = acts.every(({ kind }) => kind === 'pieces');
  const has = (piece: string) => pieces.includes(piece);
  if (place === 'choose_day' && ANYONE.test(reading.text) && asks.length === 0) return made('book', { date: 'any' });
  if (plain && has('any')) {
    if (place === 'choose_staff') return made('book', { staff: 'any' });
    if (place === 'choose_day') return made('book', { date: 'any' });
    if (place === 'choose_time') return made('book', { time: 'any' });
  }
  if (plain && has('wait')) return made('nothing_to_do');
  if (place === 'choose_service' && has('not_these') && acts.some(({ kind }) => kind === 'visit'))
    return made('service_info', { question: true });
  if (
    plain &&
    (has('not_these') || has('no')) &&
    (!has('yes') || pieces.find((piece) => piece === 'yes' || piece === 'not_these') === 'not_these')
  )
    return made('deny');
  if (refuses) return made('deny');
  return undefined;
}

function questionAbout(named: Named, { wish }: Wanted, intent: Intent): Rest {
  const { weekdays, date } = wish;
  const days = QUESTIONS_THAT_TAKE_DAYS.includes(intent)
    ? { ...(weekdays ? { weekdays } : {}), ...(date === undefined ? {} : { date }) }
    : {};
  return {
    ...(named.wish.services ? { services: named.wish.services } : {}),
    ...(named.wish.staff === undefined || named.wish.staff === 'any' ? {} : { staff: named.wish.staff }),
    ...days,
  };
}

/** A wish for a new visit, or for another time of the one that is being made. */
function booked(
  reading: Reading,
  wanted: Wanted,
  named: Named,
  pointing: Wish | undefined,
  setting: Setting,
  asked: boolean,
  also: Rest,
): Meaning {
  const { wish, not, either, noSuchDay } = wanted;
  const pointed = pointing ?? {};
  const { alternatives: pointedEither, ...rest } = pointed as Wish & { alternatives?: Wish[] };
  const whom = forWhom(reading);
  const readings = pointedEither ?? (either.length > 1 ? either : named.either.length > 1 ? [...named.either] : []);
  const own = afterOwn(reading, setting);
  const whole: Wish = { ...named.wish, ...own, ...wish, ...rest, ...(whom === undefined ? {} : { for: whom }) };
  if (SAME_TIME.test(reading.plain) && whole.time === undefined && setting.draft.time !== undefined)
    whole.time = setting.draft.time;
  const unwanted = { ...not, ...named.not };
  const changes = changesTime({ ...wanted, wish: { ...wish, ...rest } }, setting);
  return made('book', {
    ...whole,
    ...(isNot(unwanted) ? { not: unwanted } : {}),
    ...(wanted.else ? { else: wanted.else } : {}),
    ...(readings.length > 1 ? { alternatives: readings.slice(0, 4) } : {}),
    ...(noSuchDay ? { noSuchDay } : {}),
    ...also,
    question: asked,
    keepsDraft: setting.place !== 'confirm' || !changes || asked,
    sure: BOOKING_WORD.test(reading.plain) || isWish(whole) || readings.length > 1 || isNot(unwanted) || noSuchDay,
  });
}

const NEXT_WEEK =
  /(?:next week|following week|semana que viene|proxima semana|semana que vem|nachste woche|semaine prochaine|settimana prossima|prossima settimana)/;
const SAME_TIME =
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

/** Something beside the booking that is known: "and one for my brother". */
function isNewVisit(reading: Reading, named: Named, acts: readonly Act[]): boolean {
  if (acts.some(({ kind }) => kind === 'move')) return false;
  if (
    requests.another(reading.plain) &&
    !/(?:another|otr[oa]|autre|altr[oa]|outr[oa]|ander\w+) (?:day|time|date|dia|hora|horario|jour|heure|giorno|ora|orario|tag|zeit|termin)/.test(
      reading.plain,
    )
  )
    return true;
  return (
    named.wish.services !== undefined &&
    /(?:book|reserv|appointment|cita|turno|termin|rendez vous|appuntamento|marcar|agendar|need|want|quiero|quisiera|necesito|vorrei|mochte|voudrais|quero|preciso|fancy|have|hueco)/.test(
      reading.plain,
    ) &&
    !requests.instead(reading.plain)
  );
}

function isChange(
  reading: Reading,
  { wish, either, ofBooking, timesOfBooking }: Wanted,
  named: Named,
  { bookings }: Setting,
  acts: readonly Act[],
): boolean {
  const dated = isPositive(wish) || either.length > 0 || wish.weekdays !== undefined || wish.shiftDays !== undefined;
  if (acts.some(({ kind }) => kind === 'question') && !dated) return false;
  const other = named.wish.services?.some((id) => !bookings.some(({ serviceId }) => serviceId === id)) ?? false;
  if (other) return false;
  if (onlyNames(wish, bookings) && !requests.instead(reading.plain)) return false;
  if (
    dated &&
    (requests.instead(reading.plain) || wish.shiftMinutes !== undefined || timesOfBooking.length > 0 || ofBooking.length > 0)
  )
    return true;
  if (named.wish.staff !== undefined && (dated || requests.instead(reading.plain) || acts.some(({ visit }) => visit)))
    return true;
  return dated;
}

function change(reading: Reading, wanted: Wanted, named: Named, setting: Setting, asked: boolean, also: Rest): Meaning {
  const which = bookingMeant(reading, wanted, setting, 'move');
  const wish: Wish = { ...wanted.wish };
  const booking = setting.bookings.find(({ id }) => id === which.whichBooking);
  if (SAME_TIME.test(reading.plain) && booking) {
    wish.time = booking.time;
    if (wish.dateFrom !== undefined && NEXT_WEEK.test(reading.plain)) {
      delete wish.dateFrom;
      delete wish.dateTo;
      wish.date = Temporal.PlainDate.from(booking.date).add({ days: 7 }).toString();
    }
  }
  const staff = named.wish.staff !== undefined && named.wish.staff !== booking?.staffId ? { staff: named.wish.staff } : {};
  const readings = which.alternatives ?? (wanted.either.length > 1 ? wanted.either : undefined);
  return made('reschedule', {
    ...wish,
    ...staff,
    ...about(which),
    ...(isNot(wanted.not) && !isPositive(wish) ? { not: wanted.not } : {}),
    ...(readings ? { alternatives: readings } : {}),
    ...(wanted.noSuchDay ? { noSuchDay: true } : {}),
    ...also,
    question: asked,
  });
}

function dropped(reading: Reading, wanted: Wanted, setting: Setting, also: Rest): Meaning {
  const which = bookingMeant(reading, wanted, setting, 'cancel');
  return made('cancel', { ...about(which), ...(which.alternatives ? { alternatives: which.alternatives } : {}), ...also });
}

const A_BOOKING =
  /(?:^| )(?:my|the|mi|la|el|meine?n?|mon|ma|il mio|la mia|minha|meu) (?:\p{L}+ ){0,2}(?:appointment|booking|reservation|cita|turno|reserva|termin|rendez vous|appuntamento|prenotazione|consulta|marcacao)(?: |$|[.,!?])/u;

/** While something is being booked, "cancel" drops that, unless another booking is named. */
function ofBooking(reading: Reading, wanted: Wanted, { wish }: Named, setting: Setting): Rest {
  const { bookings } = setting;
  const names = wish.services?.some((id) => bookings.some(({ serviceId }) => serviceId === id)) ?? false;
  if (bookings.length === 0 || (!names && !A_BOOKING.test(reading.plain))) return {};
  return about(bookingMeant(reading, wanted, setting, 'cancel'));
}

/** "Can't make it tomorrow": to be cancelled or moved is the customer's to say, unless another time is named. */
function cannotCome(reading: Reading, wanted: Wanted, named: Named, setting: Setting, asked: boolean): Meaning {
  const { bookings } = setting;
  const elsewhere = wanted.wish.date !== undefined && !bookings.some(({ date }) => date === wanted.wish.date);
  if (
    elsewhere ||
    wanted.wish.time !== undefined ||
    wanted.wish.dateFrom !== undefined ||
    wanted.wish.shiftMinutes !== undefined ||
    requests.instead(reading.plain)
  ) {
    return change(reading, wanted, named, setting, asked, {});
  }
  const which = bookingMeant(reading, wanted, setting, 'cancel');
  return made('cancel', { ...about(which), alternatives: [{ intent: 'cancel' }, { intent: 'reschedule' }] });
}

function about({ whichBooking }: { readonly whichBooking?: string }): Rest {
  return whichBooking === undefined ? {} : { whichBooking };
}
