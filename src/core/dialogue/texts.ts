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

const catalogue: Readonly<Record<Profile['locale'], Texts>> = { en: en(formats('en')), es: es(formats('es')) };

export function textsOf(locale: Profile['locale']): Texts {
  return catalogue[locale];
}
