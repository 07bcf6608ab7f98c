/**
 * The most values one text may contain, including objects and lists. Meta sends at most 1,000 updates per webhook, with about 25
 * values each. Parsing this many takes about 20 ms. A body of 4 MB can contain a million, which takes seconds and hundreds of
 * megabytes.
 */
export const MOST_VALUES = 100_000;

const [QUOTE, BACKSLASH, OPEN_LIST, OPEN_OBJECT, CLOSE_LIST, CLOSE_OBJECT, COMMA] = [...'"\\[{]},'].map((sign) =>
  sign.charCodeAt(0),
);

/**
 * Parses JSON of untrusted size. Returns `undefined` for text that is not JSON, is nested more than `deepest` levels, or contains
 * more than `MOST_VALUES` values. One pass over the text checks these limits before anything is built.
 */
export function boundedJson(text: string, deepest: number): unknown {
  if (!isWithinBounds(text, deepest)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isWithinBounds(text: string, deepest: number): boolean {
  let depth = 0;
  let values = 1;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (quoted) {
      if (sign === BACKSLASH) at += 1;
      else if (sign === QUOTE) quoted = false;
    } else if (sign === QUOTE) quoted = true;
    else if (sign === COMMA) values += 1;
    else if (sign === OPEN_LIST || sign === OPEN_OBJECT) {
      depth += 1;
      values += 1;
      if (depth > deepest) return false;
    } else if (sign === CLOSE_LIST || sign === CLOSE_OBJECT) depth -= 1;
    if (values > MOST_VALUES) return false;
  }
  return true;
}
