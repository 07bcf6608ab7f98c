import type { Profile } from '#contracts/records/tenancy.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { formats } from './format.ts';

/** Everything Deskbell says to customers, by key. English defines the keys: a language that lacks one does not compile. */
export type Texts = ReturnType<typeof en>;
export type TextKey = keyof Texts;

type Given<K extends TextKey> = Texts[K] extends () => string ? [] : [params: Parameters<Texts[K]>[0]];

/** A text before translation: its key and its parameters as plain JSON. */
export interface Line {
  readonly key: TextKey;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The only way to make a `Line`. It checks that the parameters match the text. */
export function line<K extends TextKey>(key: K, ...[params]: Given<K>): Line {
  return { key, params: { ...params } };
}

/** Text that is not translated, such as the name of a service or person. */
export function verbatim(text: string): Line {
  return line('verbatim', { text });
}

export function write({ key, params }: Line, texts: Texts): string {
  const text = texts[key] as (params: unknown) => string;
  return text(params);
}

const catalogue = { en, es };
const made = new Map<string, Texts>();

/** `region` is the tag from `regionOf` that decides how dates, times and money are written. Default: the language alone. */
export function textsOf(locale: Profile['locale'], region: string = locale): Texts {
  const key = `${locale} ${region}`;
  const texts = made.get(key) ?? catalogue[locale](formats(region));
  made.set(key, texts);
  return texts;
}
