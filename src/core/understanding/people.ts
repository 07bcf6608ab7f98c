import { phrase } from './alternation.ts';
import { mistakes } from './closeness.ts';
import { isCommon } from './common-words.ts';
import type { Lexicon } from './lexicon.ts';

/** Names that are also words: they count only where the words around them make them a person. */
const ALSO_WORDS = new Set(
  (
    'will may april june august mark bill art pat grace hope faith joy rose rosa ruby summer dawn eve sky drew chance rich frank guy grant jack max sue ' +
    'abril julio augusto mayo sol luz paz mar pilar dolores blanca clara linda bella bruno franco domingo iris viola angel cruz leon perla alba marina sabado dulce remedios consuelo victoria gloria ' +
    'rosario santos reyes ella mai avril claire aurore olive marco luca fe esperanza'
  ).split(' '),
);

const BEFORE_PERSON =
  /(?:^|[ ,.!?])(?:with|see|have|get|book|rather|con|com|mit|avec|for|and|or|is|to|by|ask|tiene|tienes|esta|de|do|does|que|para|bei|zu|chez|da|not|except|than|but|menos|whos|who is|quien es|about|si|y|o|thanks to|prefer|prefiero|prefer to|can|has|want|quiero|algo con|_) $/;

const AFTER_PERSON =
  /^(?:$|[?!.,]|(?: (?:please|free|is|if|or|and|o|u|oder|ou|et|und|e|would|on|at|at the|por favor|esta|available|works?|then|instead|los|el|tiene|this|tomorrow|_|next|today|manana|si|y|bitte|for|in|can)(?: |$|[?.!,])))/;

const SURELY_PERSON =
  /(?:^|[ ,.!?])(?:with|see|con|com|mit|avec|bei|chez|esta|is|does|can|could|would|puede|podria|kann|tiene|whos|drs?|dra|doctora?|mrs?|ms|miss|sra?|srta|senora?|don|dona|frau|herr|madame|monsieur|signora?)[. ]+$/;

const COLOUR = /(?:^| )(?:en|de color|color|colour|in|tono|unas|un|una|muy|bien) (?:color )?$/;

export interface PersonFound {
  readonly id: string;
  readonly at: number;
  readonly end: number;
  readonly greeted: boolean;
}

/** The people whom a text names, in order. */
export function peopleIn(text: string, { staff }: Lexicon, asked: boolean): readonly PersonFound[] {
  const found: PersonFound[] = [];
  for (const match of text.matchAll(/[\p{L}]+/gu)) {
    const [word] = match;
    const person = staff.find(({ words }) => words.some((name) => isName(word, name, asked)));
    if (!person) continue;
    const end = match.index + word.length;
    const before = text.slice(Math.max(0, match.index - 14), match.index);
    const after = text.slice(end, end + 14);
    const greeted = GREETED.test(before) && !/^ (?:is|esta|please|free)/.test(after);
    if (ALSO_WORDS.has(word) && !standsForPerson(word, before, after, asked, text)) continue;
    if (found.some(({ id }) => id === person.id)) continue;
    found.push({ id: person.id, at: match.index, end, greeted });
  }
  return found;
}

const GREETED = /(?:^| )(?:hi|hello|hey|hola|buenas|thanks|thank you|gracias|dear|hallo|bonjour|ciao|ola|cheers),? $/;

const MONTH_BEFORE = /(?:(?:^| )(?:in|en|de|em|of|im|a|next|this|early|late|mid)|\d(?:th|st|nd|rd)?) $/;

/** What only somebody does: "Will could". */
const VERB_OF_PERSON = /^ (?:could|can|would|should|does|did|has|said|told|cuts?|usually|always|normally)(?: |$)/;

const VERB_AFTER = /^ (?:i|you|we|it|be|the|there|have|not|do|need|take|my|this|that)(?: |$)/;

function standsForPerson(word: string, before: string, after: string, asked: boolean, text: string): boolean {
  if (GREETED.test(before)) return true;
  if (text === word || (asked && text.split(' ').length <= 4)) return true;
  if (COLOUR.test(before)) return false;
  if (['may', 'april', 'june', 'august', 'abril', 'julio', 'mayo', 'mai', 'avril'].includes(word) && MONTH_BEFORE.test(before))
    return /(?:con|with) de $/.test(before);
  if (SURELY_PERSON.test(before) || VERB_OF_PERSON.test(after)) return true;
  if (VERB_AFTER.test(after)) return false;
  return BEFORE_PERSON.test(before) && AFTER_PERSON.test(after);
}

/** Where people are what was asked for, short names may be misspelt as well. */
function isName(word: string, name: string, asked: boolean): boolean {
  if (word === name) return true;
  const most = name.length >= 8 ? 2 : name.length >= (asked ? 4 : 5) ? 1 : 0;
  if (word.length < 4 || word[0] !== name[0] || isCommon(word)) return false;
  return nickname(word, name) || (most > 0 && mistakes(word, name, most) <= most);
}

/** "Bego" for Begoña, "Andre" for Andrés. */
function nickname(word: string, name: string): boolean {
  return word.length >= 4 && name.length >= word.length + 1 && name.length <= word.length + 4 && name.startsWith(word);
}

export const ANYONE = phrase(
  '(?:anyone|anybody)(?! there| here| home| around| able to| that| who)|any one|whoever|whomever|any (?:of (?:them|you)|stylist|therapist|dentist|mechanic|member of staff|person)|no preference|(?:i )?do(?:nt| not) (?:mind|care)(?: who)?|dont have a preference|doesnt matter(?: who)?|not bothered|not fussed|up to you|you (?:choose|pick|decide)|either(?: one| of them)?(?: is fine)?|who ?ever(?:s| is)? (?:free|available|first)|first (?:available|free)|cualquiera(?! de l[ao]s (?:tres|dos|horas))|quien sea|con quien (?:sea|este|pueda)|(?:me )?da (?:igual|lo mismo)|no me importa|me da igual quien|me es (?:igual|indiferente)|indistinto|(?:el|la|quien|los|las) que (?:sea|este|tenga|trabaje|haya|pueda)|sin preferencia|quien (?:este|pueda)|como (?:quieras|veas)|(?:ist |mir |ganz )*egal(?: wer)?|wer (?:auch immer|frei ist|zeit hat)|keine praferenz|n importe qui|peu importe|ca m est egal|pas de preference|comme vous voulez|chiunque|(?:e |mi e )?indifferente|(?:per me )?e uguale|fa lo stesso|chi e libero|tanto faz|qualquer um(?:a)?|quem (?:tiver|estiver|puder)|sem preferencia',
);

export const SOMEBODY_ELSE = phrase(
  '(?:someone|somebody|anyone) else|(?:another|different) (?:person|stylist|therapist|dentist|doctor|barber|mechanic|hairdresser)|otra persona|otr[oa] (?:peluquer[oa]|estilista|doctora?|dentista|mecanico|chic[oa])|con otr[oa]|jemand (?:anders|anderes|anderem)|quelqu un d autre|une autre personne|qualcun altro|un altra persona|outra pessoa|outro profissional',
);
