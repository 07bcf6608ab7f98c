import type { Intent, Meaning } from '#contracts/meaning.ts';
import { answerToChoice } from './answer-to-choice.ts';
import { answerToConfirm } from './answer-to-confirm.ts';
import { aboutBookings, late } from './changing.ts';
import { inCalendar } from './in-calendar.ts';
import { made } from './made.ts';
import { type Message, also, does, messageOf } from './message.ts';
import { visit } from './new-visit.ts';
import { orders } from './orders.ts';
import type { Reading } from './reading.ts';
import { requests } from './requests.ts';
import type { Setting } from './setting.ts';
import { signs } from './signs.ts';
import { differs } from './wanted.ts';

/** What a message means, by rules alone: the same for the same words, in time linear in their number, and never an exception. */
export function understand(raw: string, setting: Setting): Meaning {
  const message = messageOf(raw, setting);
  for (const read of READERS) {
    const meaning = read(message);
    if (meaning) return inCalendar(meaning);
  }
  return made('other', { sure: false, question: message.reading.asked });
}

/** The first that knows what a message means says so. */
const READERS: readonly ((message: Message) => Meaning | undefined)[] = [
  wordless,
  unaddressed,
  urgent,
  aboutBookings,
  steps,
  answerToConfirm,
  answerToChoice,
  feelings,
  visit,
  questions,
  halfSaid,
  chatter,
];

function wordless({ reading: { text, emoji }, setting: { place } }: Message): Meaning | undefined {
  if (text !== '') return undefined;
  if (signs.no(emoji)) return refusal(place);
  if (signs.yes(emoji)) return made(place === 'confirm' ? 'confirm' : 'nothing_to_do');
  if (emoji.includes('👋')) return made('greeting');
  return emoji.length > 0 ? made('nothing_to_do') : undefined;
}

/** The shortest of what other machines say. */
const AUTOMATIC_LENGTH = 30;

/** From another machine, from somebody who sells something, or for somebody else. */
function unaddressed({ reading: { plain } }: Message): Meaning | undefined {
  const machine = plain.length > AUTOMATIC_LENGTH && orders.automatic(plain);
  return machine || orders.spam(plain) || requests.astray(plain) ? made('nothing_to_do') : undefined;
}

/** What comes before everything else. */
function urgent(message: Message): Meaning | undefined {
  const { reading, asks, setting, visit } = message;
  if (orders.stopWhole(reading.plain) || does(message, 'stop')) return made('stop', { keepsDraft: setting.place !== 'confirm' });
  const isLate = does(message, 'late') && !(setting.place === 'confirm' && asks.length > 0);
  if (isLate && !(visit && setting.bookings.length === 0)) return late(message);
  return does(message, 'person') ? made('person', { ...also(...asks), question: reading.asked }) : undefined;
}

/** One step back, or all of them. */
function steps({ pieces, slots, wishes, named, setting }: Message): Meaning | undefined {
  const { place } = setting;
  // "Go back, I want Oliver" says what is wanted.
  if (place === 'start' ? wishes : slots || (place === 'confirm' && differs(named, setting))) return undefined;
  if (pieces.has('over')) return made('start_over', { keepsDraft: place === 'start' });
  return pieces.has('back') ? made('back', { keepsDraft: place !== 'confirm' }) : undefined;
}

function feelings(message: Message): Meaning | undefined {
  const { reading, named, asks, slots, visit, wanted, setting } = message;
  if (setting.place === 'start' && !slots && !reading.asked && asks.length === 0 && requests.praises(reading.plain))
    return made('thanks');
  if (!does(message, 'complaint') || slots || visit || wanted.wish.party !== undefined) return undefined;
  return made('complaint', { ...named.wish, ...also(...asks) });
}

const TAKE_DAYS: readonly Intent[] = ['hours', 'staff_info'];

function questions({ asks: [intent, ...others], named, all, acts }: Message): Meaning | undefined {
  if (intent === undefined) return undefined;
  const { services, staff } = named.wish;
  const { weekdays, date } = all.wish;
  return made(intent, {
    ...(services ? { services } : {}),
    ...(staff === undefined || staff === 'any' ? {} : { staff }),
    ...(TAKE_DAYS.includes(intent) && weekdays ? { weekdays } : {}),
    ...(TAKE_DAYS.includes(intent) && date !== undefined ? { date } : {}),
    ...also(...others),
    question: true,
    sure: acts.every(({ guessed }) => guessed !== true),
  });
}

const SOME_KIND_OF_PERSON =
  /(?:^| )(?:woman|lady|female|girl|man|male|guy|bloke|mujer|chica|hombre|chico|doctora?|senora?|frau|mann|weiblich|femme|homme|donna|uomo|mulher|homem|dentista|stylist)(?: |$)/;

/** Wants something, and does not say enough for it. */
function halfSaid(message: Message): Meaning | undefined {
  const { likeVisit, named, reading, setting } = message;
  const { plain, asked: question } = reading;
  if (likeVisit) return made(setting.place === 'choose_service' ? 'service_info' : 'other', { sure: false, question });
  if (does(message, 'spared') || requests.thinking(plain)) return made('nothing_to_do');
  if (named.unknown) return made('service_info', { question });
  return setting.place !== 'start' && SOME_KIND_OF_PERSON.test(plain) ? made('book', { sure: false }) : undefined;
}

const SHORT = 60;

/** Greetings, thanks, and what needs no answer. */
function chatter({ pieces, plain, acts, reading, setting: { place, bookings } }: Message): Meaning | undefined {
  if (!plain)
    return (
      (bookings.length > 0 && endsWithYes(acts) ? made('nothing_to_do', { sure: false }) : undefined) ?? thanksInShort(reading)
    );
  if (pieces.has('help')) return made('help');
  if (pieces.has('wait')) return place === 'confirm' && reading.asked ? undefined : made('nothing_to_do');
  if (pieces.has('thanks')) {
    if (pieces.has('yes') || pieces.has('bye')) return made('nothing_to_do');
    return pieces.has('hello') || reading.greeted ? made('greeting', also('thanks')) : made('thanks');
  }
  if (pieces.has('yes') || pieces.has('bye')) return made('nothing_to_do');
  if (pieces.has('no') || pieces.has('not_these')) return refusal(place);
  return pieces.has('hello') || reading.greeted ? made('greeting') : undefined;
}

/** "Just seen this, yes I'll be there." */
function endsWithYes(acts: Message['acts']): boolean {
  const last = acts.at(-1);
  return (
    last?.kind === 'pieces' &&
    last.pieces.pieces.includes('yes') &&
    acts.every(({ kind, asked }) => !asked && (kind === 'none' || kind === 'pieces'))
  );
}

function thanksInShort({ text }: Reading): Meaning | undefined {
  const thanks = /^(?:.{0,12} )?(?:thanks|thank you|gracias|grazie|merci|danke|obrigad[oa])(?: |$)/.test(text);
  return thanks && text.length < SHORT ? made('thanks', { sure: false }) : undefined;
}

function refusal(place: Setting['place']): Meaning {
  return place === 'start' ? made('nothing_to_do') : made('deny', { keepsDraft: place !== 'confirm' });
}
