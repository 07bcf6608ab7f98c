import { phrase } from './alternation.ts';
import { forgiven, mistakes } from './closeness.ts';
import type { Catalogue } from './setting.ts';
import { EMPTY_WORDS, QUALIFIERS, conceptsOf } from './trade-words.ts';
import { wordsOf } from './written.ts';

/** A catalogue as it is looked up: every name as the set of what its words stand for. */
export interface Lexicon {
  readonly services: readonly { readonly id: string; readonly variants: readonly ReadonlySet<string>[] }[];
  /** Everything that some service is called. */
  readonly used: ReadonlySet<string>;
  /** Words of the catalogue that belong to no trade we know. */
  readonly own: readonly string[];
  readonly staff: readonly { readonly id: string; readonly words: readonly string[] }[];
}

const lexicons = new WeakMap<Catalogue, Lexicon>();

export function lexiconOf(catalogue: Catalogue): Lexicon {
  const known = lexicons.get(catalogue) ?? madeOf(catalogue);
  lexicons.set(catalogue, known);
  return known;
}

const TITLES = new Set('dr dra drs doctor doctora mr mrs ms miss sr sra srta don dona frau herr prof'.split(' '));

function madeOf({ services, staff }: Catalogue): Lexicon {
  const own = new Set<string>();
  const read = services.map(({ id, names }) => ({
    id,
    variants: names.flatMap((name) => variantsOf(name, own)).filter((variant) => variant.size > 0),
  }));
  return {
    services: read,
    used: new Set(read.flatMap(({ variants }) => variants.flatMap((variant) => [...variant]))),
    own: [...own],
    staff: staff.map(({ id, name }) => ({ id, words: wordsOf(name).filter((word) => word.length > 1 && !TITLES.has(word)) })),
  };
}

/** "Revisión pre-ITV / VTV (inspection)" has three names. */
function variantsOf(name: string, own: Set<string>): ReadonlySet<string>[] {
  const inside = [...name.slice(0, 200).matchAll(/\(([^)]*)\)/g)].map(([, words]) => words ?? '');
  const whole = name.slice(0, 200).replace(/\([^)]*\)/g, ' ');
  const own_ = (text: string) => new Set(stand(wordsOf(text), (word) => (own.add(word), [word])).flatMap(({ of }) => of));
  const main = whole.split('/').map(own_);
  const more = inside
    .flatMap((text) => text.split('/'))
    .map((text) => new Set(stand(wordsOf(text), () => []).flatMap(({ of }) => of)));
  return [...main, ...more.filter((set) => [...set].some((one) => !QUALIFIERS.has(one)))];
}

interface Standing {
  readonly at: number;
  readonly words: number;
  readonly of: readonly string[];
}

/** What words stand for, the longest phrases first; `other` says what a word of no trade stands for. */
function stand(words: readonly string[], other: (word: string) => readonly string[]): Standing[] {
  const found: Standing[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const length = [4, 3, 2].find((count) => at + count <= words.length && conceptsOf(words.slice(at, at + count).join(' ')));
    if (length !== undefined) {
      found.push({ at, words: length, of: conceptsOf(words.slice(at, at + length).join(' ')) ?? [] });
      at += length - 1;
      continue;
    }
    const word = words[at] ?? '';
    const of = conceptsOf(word) ?? (EMPTY_WORDS.has(word) || /^\d/.test(word) || word.length < 2 ? [] : other(word));
    if (of.length > 0) found.push({ at, words: 1, of });
  }
  return found;
}

export interface ServicesFound {
  /** One visit; each entry has one id, or several where the words fit several alike. */
  readonly groups: readonly (readonly string[])[];
  /** Something of a trade was named that is not offered here. */
  readonly unknown: boolean;
  /** Numbers of the words that name them. */
  readonly words: ReadonlySet<number>;
}

/** The services that a text names. `words` are its words; common words stand for nothing. */
export function servicesIn(words: readonly string[], lexicon: Lexicon, asked: boolean): ServicesFound {
  const said = stand(words, (word) => ownOf(word, lexicon)).filter(({ of }) => !of.includes('aside'));
  const here = new Set(said.flatMap(({ of }) => of).filter((one) => lexicon.used.has(one) || QUALIFIERS.has(one)));
  const heads = said.filter(({ of }) => of.some((one) => here.has(one) && !QUALIFIERS.has(one)));
  const unknown = said.some(({ of }) => of.some((one) => !QUALIFIERS.has(one)) && !of.some((one) => lexicon.used.has(one)));
  const groups: string[][] = [];
  // "The men's", where services are what was asked for.
  if (asked && heads.length === 0 && !unknown && here.size > 0) {
    const only = lexicon.services.filter(({ variants }) =>
      variants.some((variant) => [...here].every((one) => variant.has(one))),
    );
    if (only.length > 0) groups.push(only.map(({ id }) => id));
  }
  const covered = new Set<string>();
  for (const { of } of heads) {
    const head = of.find((one) => here.has(one) && !QUALIFIERS.has(one)) ?? '';
    if (covered.has(head)) continue;
    const best = bestFor(head, here, lexicon, covered);
    if (best.ids.length === 0) continue;
    groups.push(best.ids);
    for (const one of best.covers) covered.add(one);
  }
  const naming = groups.length > 0 ? said.filter(({ of }) => of.some((one) => here.has(one))) : [];
  const numbers = naming.flatMap(({ at, words: length }) => Array.from({ length }, (_, n) => at + n));
  return { groups: groups.slice(0, 4), unknown, words: new Set(numbers) };
}

function bestFor(head: string, here: ReadonlySet<string>, { services }: Lexicon, covered: ReadonlySet<string>) {
  const fitting = services.flatMap(({ id, variants }) => {
    const scored = variants
      .filter((variant) => variant.has(head))
      .map((variant) => {
        const matched = [...variant].filter((one) => here.has(one) && !covered.has(one));
        const missing = [...variant].filter((one) => !here.has(one));
        return { id, matched, missing };
      })
      .toSorted((a, b) => b.matched.length - a.matched.length || a.missing.length - b.missing.length);
    return scored.slice(0, 1);
  });
  const most = Math.max(0, ...fitting.map(({ matched }) => matched.length));
  const top = fitting.filter(({ matched }) => matched.length === most);
  const whole = top.filter(({ missing }) => missing.length === 0);
  const grown = top.filter(({ missing }) => !missing.includes('child'));
  const near = grown.filter(({ missing }) => missing.every((one) => one === 'dental' || one === 'full'));
  // "Beard trim" is no haircut; "cut and blow-dry" is one.
  const kin = grown.filter(({ missing }) => missing.every((one) => QUALIFIERS.has(one) || one === 'blowdry'));
  const kept = [whole, near, kin, grown, top].find((some) => some.length > 0) ?? [];
  return { ids: kept.map(({ id }) => id), covers: new Set(kept.flatMap(({ matched }) => matched)) };
}

/** A word of the catalogue, also misspelt; a misspelt word of a trade. */
function ownOf(word: string, { own, used }: Lexicon): readonly string[] {
  if (own.includes(word)) return [word];
  const most = forgiven(word.length);
  if (most === 0 || COMMON.has(word)) return [];
  const near = own.find(
    (one) => one.length >= 5 && one[0] === word[0] && mistakes(word, one, most) <= Math.min(most, forgiven(one.length)),
  );
  if (near !== undefined) return [near];
  for (const one of misspellable(word.charAt(0))) {
    if (Math.abs(one.length - word.length) <= most && mistakes(word, one, most) <= Math.min(most, forgiven(one.length))) {
      const of = conceptsOf(one) ?? [];
      return of.some((concept) => used.has(concept)) ? of : [];
    }
  }
  return [];
}

/** Words of the trades that are worth recognising when misspelt. */
const LONG_TRADE_WORDS = Map.groupBy(
  (
    'haircut haircuts physio physiotherapy checkup cleaning filling whitening manicure manicura pedicure highlights balayage eyebrow eyebrows colour ' +
    'limpieza revision empaste blanqueamiento fisioterapia cejas mechas peinado aceite neumaticos frenos pastillas balatas limpeza detartrage ' +
    'vidange plaquettes pneus tagliando gomme olwechsel reifenwechsel zahnreinigung damenschnitt herrenschnitt strahnen tyres tires brakes brake ' +
    'diagnostic diagnosis diagnostico service aircon massage'
  ).split(' '),
  (word) => word.charAt(0),
);
function misspellable(letter: string): readonly string[] {
  return LONG_TRADE_WORDS.get(letter) ?? [];
}
/** A letter away from a word of a trade, and another word. */
const COMMON = new Set(
  'services feeling falling filing calling clearing corner times tries tired bread breaks break broken serving cambia cortes message messages places aceito limpia frente pasillas cerca color'.split(
    ' ',
  ),
);

/** Names that are also words: they count only where the words around them make them a person. */
const ALSO_WORDS = new Set(
  (
    'will may april june august mark bill art pat grace hope faith joy rose rosa ruby summer dawn eve sky drew chance rich frank guy grant jack max sue ' +
    'abril julio augusto mayo sol luz paz mar pilar dolores blanca clara linda bella bruno franco domingo iris viola angel cruz leon perla alba marina sabado dulce remedios consuelo victoria gloria ' +
    'rosario santos reyes ella mai avril claire aurore olive marco luca fe esperanza'
  ).split(' '),
);
const BEFORE_PERSON =
  /(?:^|[ ,.!?])(?:with|see|con|com|mit|avec|for|and|or|is|to|by|ask|tiene|tienes|esta|de|do|does|que|para|bei|zu|chez|da|not|except|than|but|menos|whos|who is|quien es|about|si|y|o|thanks to|prefer|prefiero|prefer to|can|has|want|quiero|algo con|_) $/;
const AFTER_PERSON =
  /^(?:$|[?!.,]|(?: (?:please|free|is|if|or|and|would|on|at|at the|por favor|esta|available|works?|then|instead|los|el|tiene|this|tomorrow|_|next|today|manana|si|y|bitte|for|in|can)(?: |$|[?.!,])))/;
const SURELY_PERSON = /(?:^|[ ,.!?])(?:with|see|con|com|mit|avec|bei|chez|esta|is|does|tiene|whos) $/;
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
const VERB_AFTER = /^ (?:i|you|we|it|be|the|there|have|not|do|need|take|my|this|that)(?: |$)/;

function standsForPerson(word: string, before: string, after: string, asked: boolean, text: string): boolean {
  if (GREETED.test(before)) return true;
  if (text === word || (asked && text.split(' ').length <= 4)) return true;
  if (COLOUR.test(before)) return false;
  if (['may', 'april', 'june', 'august', 'abril', 'julio', 'mayo', 'mai', 'avril'].includes(word) && MONTH_BEFORE.test(before))
    return /(?:con|with) de $/.test(before);
  if (SURELY_PERSON.test(before)) return true;
  if (VERB_AFTER.test(after)) return false;
  return BEFORE_PERSON.test(before) && AFTER_PERSON.test(after);
}

/** Where people are what was asked for, short names may be misspelt as well. */
function isName(word: string, name: string, asked: boolean): boolean {
  if (word === name) return true;
  const most = name.length >= 8 ? 2 : name.length >= (asked ? 4 : 5) ? 1 : 0;
  if (word.length < 4 || word[0] !== name[0] || COMMON_NEAR_NAMES.has(word)) return false;
  return nickname(word, name) || (most > 0 && mistakes(word, name, most) <= most);
}
const COMMON_NEAR_NAMES = new Set('tomar toma antes maria mayo over olive'.split(' '));

/** "Bego" for Begoña, "Andre" for Andrés. */
function nickname(word: string, name: string): boolean {
  return word.length >= 4 && name.length >= word.length + 1 && name.length <= word.length + 4 && name.startsWith(word);
}

export const ANYONE = phrase(
  'anyone|anybody|any one|whoever|whomever|any (?:of (?:them|you)|stylist|therapist|dentist|mechanic|member of staff|person)|no preference|(?:i )?do(?:nt| not) (?:mind|care)(?: who)?|dont have a preference|doesnt matter(?: who)?|not bothered|not fussed|up to you|you (?:choose|pick|decide)|either(?: one| of them)?(?: is fine)?|who ?ever(?:s| is)? (?:free|available|first)|first (?:available|free)|cualquiera(?! de l[ao]s (?:tres|dos|horas))|quien sea|con quien (?:sea|este|pueda)|(?:me )?da (?:igual|lo mismo)|no me importa|me da igual quien|me es (?:igual|indiferente)|indistinto|el que (?:sea|este|tenga)|sin preferencia|quien (?:este|pueda)|como (?:quieras|veas)|(?:ist |mir |ganz )*egal(?: wer)?|wer (?:auch immer|frei ist|zeit hat)|keine praferenz|n importe qui|peu importe|ca m est egal|pas de preference|comme vous voulez|chiunque|(?:e |mi e )?indifferente|(?:per me )?e uguale|fa lo stesso|chi e libero|tanto faz|qualquer um(?:a)?|quem (?:tiver|estiver|puder)|sem preferencia',
);

export const SOMEBODY_ELSE = phrase(
  '(?:someone|somebody|anyone) else|(?:another|different) (?:person|stylist|therapist|dentist|doctor|barber|mechanic|hairdresser)|otra persona|otr[oa] (?:peluquer[oa]|estilista|doctora?|dentista|mecanico|chic[oa])|con otr[oa]|jemand (?:anders|anderes|anderem)|quelqu un d autre|une autre personne|qualcun altro|un altra persona|outra pessoa|outro profissional',
);
