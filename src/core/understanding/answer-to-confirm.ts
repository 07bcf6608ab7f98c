import type { Meaning } from '#contracts/meaning.ts';
import type { Act } from './acts.ts';
import { saysForWhom } from './for-whom.ts';
import { type Rest, made } from './made.ts';
import type { Message } from './message.ts';
import { requests } from './requests.ts';
import { signs } from './signs.ts';
import { changesTime, differs, isNot, isPositive } from './wanted.ts';
import type { Wanted } from './wishes.ts';

/**
 * The answer to "shall I book it?". A yes must be all that is said; a no must be clear; a question, a delay or a half-said thing is
 * neither, and leaves the time held.
 */
export function answerToConfirm(message: Message): Meaning | undefined {
  if (message.setting.place !== 'confirm') return undefined;
  const changed = differs(message.named, message.setting) || changesTime(message.wanted, message.setting);
  return waiting(message, changed) ?? askingForHeld(message, changed) ?? yes(message, changed) ?? no(message, changed);
}

/** "One sec", "let me ask my wife". */
function waiting({ pieces, asks, acts, reading: { plain }, saysWhen, names }: Message, changed: boolean): Meaning | undefined {
  if (asks.length > 0) return undefined;
  const opens = acts.some(({ kind, asked, pieces: { leads } }) => kind === 'none' && !asked && leads === 'wait');
  if (opens && !changed) return made('nothing_to_do');
  if (pieces.has('wait') && !saysWhen && !names) return acts.some(({ asked }) => asked) ? undefined : made('nothing_to_do');
  const later = (acts.length === 1 && requests.willTell(plain)) || (requests.thinking(plain) && !changed);
  return later ? made('nothing_to_do') : undefined;
}

/** "Can I cancel?" before anything is booked asks for the rules. */
const CAN_ONE =
  /^(?:and |but |y |pero )?(?:can|could|may|how (?:do|can)|is it possible|puedo|podria|se puede|como (?:puedo|hago)|posso|kann (?:ich|man)|(?:est ce que )?je peux|puis je|si puo)(?: |$)/;

export function asksWhetherOneCan({ acts, setting }: Message): boolean {
  return setting.place === 'confirm' && acts.some(({ kind, masked }) => kind === 'cancel' && CAN_ONE.test(masked));
}

/** "With Mara?", and not "will Mara remember me?" */
const WITH_WHOM =
  /^(?:@|#)|(?:with|con|com|mit|bei|avec) (?:the |el |la )?@|(?:is|its|es|ist|e|c est) (?:for |para |the |el |la )*(?:@|#)/;

/** "Friday, yeah?" asks for what is held. */
function askingForHeld(message: Message, changed: boolean): Meaning | undefined {
  const { acts, saysWhen, names } = message;
  if (asksWhetherOneCan(message)) return made('policy', { question: true });
  const asked = acts.some((act) => act.asked) && acts.every(({ kind }) => kind !== 'question' && kind !== 'visit');
  const held = saysWhen || (names && WITH_WHOM.test(message.reading.text));
  return asked && held && !changed && !isNot(message.wanted.not) ? made('my_bookings', { question: true }) : undefined;
}

/** Says yes in a way that is no mere opening. */
const FIRM_YES = /(?:confirm|book|please|reserv|go ahead|perfect|por favor|works|agend|buch|prenot)/;
/** So little of a yes that thanks beside it may be all that is meant. */
const WEAK_YES = /^(?:ok|okay|oki|okey|k|kk|okk|vale|bueno|bien|alright|fine|cool|nice|listo|ta|si)$/;
const THANKS =
  /(?:^| )(?:(?:many |muchas |muchisimas |mil |vielen |besten |merci |muito )?(?:thanks?|thankyou|gracias|grazie|merci|danke|dank|obrigad[oa]|cheers|ta)(?: (?:you|so much|a lot|very much|mille|tante|beaucoup|schon|sehr))*)(?= |$|[.,!])/gu;
const CONFIRM_MINE =
  /^(?:(?:yes|yeah|yep|ok|okay|please|kindly|sure|si|vale),? ){0,3}(?:confirm|book|reserve) (?:my|the|this) (?:appointment|booking|slot|visit)(?: please| then)?[.!]*$|^(?:(?:si|vale|ok|dale),? ){0,2}(?:ponl[oa]|ponme|apuntal[oa]|reserval[oa]|anotal[oa]|put it|book it|reserve it) (?:a nombre|under|in the name|bajo)/;
/** In whose name it is. */
const IN_THE_NAME =
  /^(?:(?:under|in) (?:the )?names?(?: of)?|(?:a|bajo el) nombre de|auf (?:den )?namen?|au nom de|a nome(?: di)?|em nome de|its for|for|para|per|fur|pour) \p{L}+(?: \p{L}+)?$/u;

/** Words after which a yes is none, or not yet. */
const RESERVED =
  /(?:^| )(?:but(?! (?:tell|please|can you tell|let))|not|no|never|dont|cant|wont|isnt|wait|hold|check|think|maybe|unless|until|first|before|instead|rather|other|another|different|change\w*|move|cancel\w*|if|whether|what|when|where|who|which|how|why|earlier|later|sooner|pero|aunque|salvo|espera\w*|antes|primero|si|otr[oa]s?|cambi\w+|mover\w*|anul\w+|cuando|donde|quien|como|cuanto|que|mejor|nunca|aber|nicht|erst|vorher|wenn|falls|ander\w+|mais|pas|avant|autre\w*|attend\w*|ma|non|prima|altr[oa]|mas|nao|porem|outr[oa])(?: |$)/;
/** The least that is said with a yes in a sentence that goes on. */
const PLAIN_YES =
  /(?:^|[ ,.!])(?:yes|yeah|yep|yup|sure|fine|great|perfect|lovely|amazing|cool|brilliant|book it|ok|okay|confirm\w*|si|sip|dale|vale|perfecto|genial|listo|claro|sim|otimo|perfeito|ja|passt|perfekt|super|oui|parfait|d accord|va bene|perfetto|certo)(?: |,|$)/;

/** "Yes, and tell Will that the handbrake sticks": a yes, and something to know. */
function isYesWithNote({ acts, reading: { text }, asks, saysWhen }: Message): boolean {
  if (asks.length > 0 || saysWhen || acts.length > MOST_NOTES || acts.some(({ asked }) => asked)) return false;
  const said = acts.find(
    ({ kind, pieces: { pieces, leads } }) => leads === 'yes' && !pieces.includes('no') && (kind === 'pieces' || kind === 'none'),
  );
  if (!said || !PLAIN_YES.test(text.slice(said.at, said.end))) return false;
  const others = acts.map(({ at, end }) => noted(text.slice(at, end), at === said.at)).join(' ');
  return (
    acts.every(({ kind, pieces: { pieces } }) => (kind === 'none' || kind === 'pieces') && !pieces.includes('wait')) &&
    !RESERVED.test(others)
  );
}

const MOST_NOTES = 4;

/** Without the word that said yes, which may be "sí" and look like "if". */
function noted(clause: string, saysYes: boolean): string {
  const words = clause.replace(/[^\p{L}]+/gu, ' ').trim();
  return saysYes ? words.replace(/^(?:oh |ah |ooh |well |bueno |pues )?\p{L}+ ?/u, '') : words;
}

function yes(message: Message, changed: boolean): Meaning | undefined {
  const { acts, asks, plain, pieces, reading, saysWhen, names } = message;
  if (changed) return undefined;
  const [first, ...rest] = acts;
  const opens = first?.kind === 'pieces' && first.pieces.pieces.includes('yes') && !first.pieces.pieces.includes('no');
  if (CONFIRM_MINE.test(reading.plain) && !acts.some((act) => act.asked)) return made('confirm');
  if (asks.length > 0) {
    const firm = opens && FIRM_YES.test(reading.text.slice(first.at, first.end)) && !pieces.has('wait');
    return firm ? made('confirm', { also: asks.slice(0, 4) }) : undefined;
  }
  if (acts.some(({ asked }) => asked)) return undefined;
  const said = requests.confirms(reading.plain);
  const lastIsYes = answersIn(acts).at(-1) === 'yes';
  const followed =
    opens && rest.every(({ kind, masked }) => kind === 'pieces' || (kind === 'none' && (said || IN_THE_NAME.test(masked))));
  if (lastIsYes && (plain || followed)) {
    const either = pieces.has('thanks') && saysLittle(reading.plain);
    return made('confirm', either ? { alternatives: [{ intent: 'confirm' }, { intent: 'thanks' }] } : {});
  }
  if (said && !saysWhen && !names) return made('confirm');
  if (plain && signs.yes(reading.emoji) && !pieces.has('no') && !pieces.has('not_these') && !pieces.has('wait'))
    return made('confirm');
  return isYesWithNote(message) ? made('confirm') : undefined;
}

/** "Ok gracias": the words beside the thanks are no more than an ok. */
function saysLittle(plain: string): boolean {
  const beside = plain
    .replace(THANKS, ' ')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  return beside.every((word) => WEAK_YES.test(word));
}

function no(message: Message, changed: boolean): Meaning | undefined {
  const { acts, asks, plain, pieces, wanted, saysWhen, names, reading } = message;
  const nothingElse = (!saysWhen || !changed) && !names && !saysForWhom(reading) && asks.length === 0;
  const unasked = acts.every(({ asked }) => !asked);
  const last = answersIn(acts).at(-1);
  if (nothingElse && plain && (last === 'no' || last === 'not_these')) return made('deny', { keepsDraft: false });
  const [first, ...rest] = acts;
  const refused = first?.pieces.pieces.some((piece) => piece === 'no' || piece === 'not_these') ?? false;
  const opens = first?.kind === 'pieces' && refused && !pieces.has('yes');
  if (nothingElse && opens && rest.every(({ kind, asked }) => kind === 'none' && !asked))
    return made('deny', { keepsDraft: false });
  if (nothingElse && unasked && isNot(wanted.not)) return made('deny', { not: wanted.not, keepsDraft: false });
  if (acts.some(isRefusal) && (!changed || !isPositive(wanted.wish)))
    return made('deny', { keepsDraft: false, ...whyNot(wanted) });
  return plain && nothingElse && pieces.has('thanks') ? made('thanks') : undefined;
}

function isRefusal({ kind, asked, masked }: Act): boolean {
  return (kind === 'none' || kind === 'visit') && !asked && requests.refuses(masked);
}

function answersIn(acts: readonly Act[]): readonly string[] {
  return acts
    .filter(({ kind }) => kind === 'pieces')
    .flatMap(({ pieces: { pieces } }) => pieces)
    .filter((piece) => piece === 'yes' || piece === 'no' || piece === 'not_these');
}

/** "I work Thursdays, so no good" says why not. */
function whyNot({ not, wish }: Wanted): Rest {
  const weekdays = not.weekdays ?? wish.weekdays;
  if (weekdays !== undefined) return { not: { weekdays } };
  return isNot(not) ? { not } : {};
}
