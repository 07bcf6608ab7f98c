import { z } from 'zod';
import { type ContentTypes, byComplexity, contentTypes, refusalOf } from './content-types.ts';
import { type Refusal, tooLong, variablesInvalid } from './refusals.ts';

type Variables = Readonly<Record<string, string>>;

/** "A variable value used in the body contains a newline, a tab, or more than four consecutive spaces" is refused with 21656. */
const unfitForBody = /[\n\r\t]| {5,}/;
const placeholder = /\{\{([^{}\s]{1,16})\}\}/g;
const LONGEST_VALUE = 1600;

/** `ContentVariables` as sent: a JSON object as text, without null or empty values. */
export function readVariables(text: string | undefined): Variables | { readonly refused: Refusal } {
  if (text === undefined || text === '') return {};
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { refused: variablesInvalid };
  }
  const read = z.record(z.string(), z.string().min(1)).safeParse(json);
  if (!read.success) return { refused: variablesInvalid };
  const long = Object.entries(read.data).find(([, value]) => value.length > LONGEST_VALUE);
  return long ? { refused: tooLong(`ContentVariables.${long[0]}`, LONGEST_VALUE) } : read.data;
}

/** The item's most complex type, with its placeholders filled. A missing value is replaced by the item's sample. */
export function fillContent(
  types: ContentTypes,
  sent: Variables,
  samples: Variables,
): ContentTypes | { readonly refused: Refusal } {
  const chosen = byComplexity.find((type) => types[type] !== undefined);
  if (!chosen) return { refused: variablesInvalid };

  const values: Variables = { ...samples, ...sent };
  let fits = true;
  const filled = filledIn(types[chosen], (text, field) =>
    text.replace(placeholder, (_, name: string) => {
      const value = values[name];
      if (value === undefined || value === '') fits = false;
      if (field === 'body' && unfitForBody.test(value ?? '')) fits = false;
      return value ?? '';
    }),
  );
  if (!fits || JSON.stringify(filledIn(types[chosen], (text) => text.replace(placeholder, ''))).includes('{{'))
    return { refused: variablesInvalid };

  const read = contentTypes.safeParse({ [chosen]: filled });
  return read.success ? read.data : { refused: refusalOf(read.error) };
}

function filledIn(value: unknown, fill: (text: string, field: string) => string, field = ''): unknown {
  if (typeof value === 'string') return fill(value, field);
  if (Array.isArray(value)) return value.map((each) => filledIn(each, fill, field));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filledIn(each, fill, name)]));
}
