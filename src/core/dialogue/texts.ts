import type { Profile } from '#contracts/records/tenancy.ts';
import { en } from './texts/en.ts';
import { es } from './texts/es.ts';
import { formats } from './texts/format.ts';

/** Everything Deskbell says to customers, by key. English is the measure: a key that another language lacks does not compile. */
export type Texts = ReturnType<typeof en>;
export type TextKey = keyof Texts;

type Given<K extends TextKey> = Texts[K] extends () => string ? [] : [params: Parameters<Texts[K]>[0]];

/** A text not yet in any language: its key, and plain JSON to put into it. */
export interface Line {
  readonly key: TextKey;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The only way to a `Line`, so that its params are those its text asks for. */
export function line<K extends TextKey>(key: K, ...[params]: Given<K>): Line {
  return { key, params: { ...params } };
}

/** Words that are nobody's to translate: the name of a service, of a person. */
export function verbatim(text: string): Line {
  return line('verbatim', { text });
}

export function write({ key, params }: Line, texts: Texts): string {
  const text = texts[key] as (params: unknown) => string;
  return text(params);
}

const catalogue = { en, es };
const made = new Map<string, Texts>();

/** `region`: the tag whose forms dates, times and money take, by `regionOf`; without one, those of the language alone. */
export function textsOf(locale: Profile['locale'], region: string = locale): Texts {
  const key = `${locale} ${region}`;
  const texts = made.get(key) ?? catalogue[locale](formats(region));
  made.set(key, texts);
  return texts;
}
