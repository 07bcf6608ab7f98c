import type { Catalogue } from './setting.ts';
import { EMPTY_WORDS, QUALIFIERS, conceptsOf } from './trade-words.ts';
import { wordsOf } from './written.ts';

/** A catalogue as it is looked up: every name as the set of what its words stand for. */
export interface Lexicon {
  readonly services: readonly NamedService[];
  /** Everything that some service is called. */
  readonly used: ReadonlySet<string>;
  /** Words of the catalogue that belong to no trade we know. */
  readonly own: readonly string[];
  readonly staff: readonly { readonly id: string; readonly words: readonly string[] }[];
}

export interface NamedService {
  readonly id: string;
  readonly variants: readonly ReadonlySet<string>[];
  /** Its names word by word, with their numbers: "massage 60". */
  readonly literal: readonly (readonly string[])[];
}

const lexicons = new WeakMap<Catalogue, Lexicon>();

export function lexiconOf(catalogue: Catalogue): Lexicon {
  const known = lexicons.get(catalogue) ?? madeOf(catalogue);
  lexicons.set(catalogue, known);
  return known;
}

const TITLES = new Set('dr dra drs doctor doctora mr mrs ms miss sr sra srta don dona frau herr prof'.split(' '));

const MINUTES = new Set('min mins minute minutes minuto minutos minuti minuten'.split(' '));

function madeOf({ services, staff }: Catalogue): Lexicon {
  const own = new Set<string>();
  const read = services.map(({ id, names }) => ({
    id,
    variants: names.flatMap((name) => variantsOf(name, own)).filter((variant) => variant.size > 0),
    literal: names.map((name) => wordsOf(name.slice(0, 200)).filter((word) => !MINUTES.has(word))),
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
export function stand(words: readonly string[], other: (word: string) => readonly string[]): Standing[] {
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
