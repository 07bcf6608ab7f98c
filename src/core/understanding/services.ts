import { forgiven, mistakes } from './closeness.ts';
import { isCommon } from './common-words.ts';
import { type Lexicon, stand } from './lexicon.ts';
import { QUALIFIERS, conceptsOf } from './trade-words.ts';

export interface ServicesFound {
  /** One visit; each entry has one id, or several where the words fit several alike. */
  readonly groups: readonly (readonly string[])[];
  /** Said not to be wanted: "just the oil, not the full service". */
  readonly denied: readonly string[];
  /** Something of a trade was named that is not offered here. */
  readonly unknown: boolean;
  /** Numbers of the words that name them. */
  readonly words: ReadonlySet<number>;
}

/** The services that a text names. `words` are its words; common words stand for nothing. */
export function servicesIn(words: readonly string[], lexicon: Lexicon, asked: boolean): ServicesFound {
  const said = stand(words, (word) => ownOf(word, lexicon)).filter(({ of }) => !of.includes('aside'));
  const here = new Set(said.flatMap(({ of }) => of).filter((one) => lexicon.used.has(one) || QUALIFIERS.has(one)));
  if (lexicon.used.has('child') && isChildAged(words)) here.add('child');
  const heads = said.filter(({ of }) => of.some((one) => here.has(one) && !QUALIFIERS.has(one)));
  const unknown = said.some(
    ({ of }) => !of.includes('body') && of.some((one) => !QUALIFIERS.has(one)) && !of.some((one) => lexicon.used.has(one)),
  );
  const groups: string[][] = [];
  const denied: string[] = [];
  // "The men's", where services are what was asked for.
  if (asked && heads.length === 0 && !unknown && here.size > 0) {
    const only = lexicon.services.filter(({ variants }) =>
      variants.some((variant) => [...here].every((one) => variant.has(one))),
    );
    if (only.length > 0) groups.push(only.map(({ id }) => id));
  }
  const covered = new Set<string>();
  const spelt = new Set<number>();
  for (const { of, at } of heads) {
    const head = of.find((one) => here.has(one) && !QUALIFIERS.has(one)) ?? '';
    if (covered.has(head)) continue;
    const best = bestFor(head, here, lexicon, covered);
    if (best.ids.length === 0) continue;
    const named = best.ids.length > 1 ? literallyNamed(words, best.ids, lexicon) : undefined;
    const isDenied = DENIED.test(`${words.slice(Math.max(0, at - 4), at).join(' ')} `);
    if (isDenied) denied.push(...(named?.ids ?? best.ids));
    else groups.push(named?.ids ?? best.ids);
    for (const one of best.covers) covered.add(one);
    for (const at of named?.words ?? []) spelt.add(at);
  }
  const naming = groups.length + denied.length > 0 ? said.filter(({ of }) => of.some((one) => here.has(one))) : [];
  const numbers = naming.flatMap(({ at, words: length }) => Array.from({ length }, (_, n) => at + n));
  return { groups: groups.slice(0, 4), denied, unknown, words: new Set([...numbers, ...spelt]) };
}

const YEARS = /^(?:years?|yrs?|yo|anos|anitos|ans|jahre?|anni)$/;
const OLDEST_CHILD = 12;

/** "My 3 year old", "de 6 años". */
function isChildAged(words: readonly string[]): boolean {
  return words.some((word, at) => /^\d{1,2}$/.test(word) && Number(word) <= OLDEST_CHILD && YEARS.test(words[at + 1] ?? ''));
}

const DENIED =
  /(?:^| )(?:not|without|instead of|rather than|dont (?:need|want)|no|sin|en vez de|en lugar del?|no (?:quiero|necesito)|nicht|kein\w*|ohne|statt|pas|sans|au lieu d\w*|non|senza|invece d\w*|nao|sem) (?:(?:the|a|an|any|el|la|los|las|un|una|der|die|das|den|eine?n?|le|les|une?|il|lo|gli|o|os|as|um|uma|full|de|del) )*$/;

/** Of services that the words fit alike, the one whose name stands there word by word: "massage 60", and not "massage 90". */
function literallyNamed(words: readonly string[], ids: readonly string[], { services }: Lexicon) {
  const found = services
    .filter(({ id }) => ids.includes(id))
    .flatMap(({ id, literal }) => literal.map((name) => ({ id, length: name.length, at: placeOf(name, words) })))
    .filter(({ at }) => at >= 0);
  const longest = Math.max(0, ...found.map(({ length }) => length));
  const named = found.filter(({ length }) => length === longest);
  if (named.length === 0) return undefined;
  return {
    ids: named.map(({ id }) => id),
    words: named.flatMap(({ at, length }) => Array.from({ length }, (_, n) => at + n)),
  };
}

function placeOf(name: readonly string[], words: readonly string[]): number {
  return name.length === 0 ? -1 : words.findIndex((_, at) => name.every((word, n) => words[at + n] === word));
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
  if (most === 0 || isCommon(word)) return [];
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
