/** Something said at a place of the text. */
export interface Mention<T> {
  readonly at: number;
  readonly end: number;
  readonly value: T;
}

/** One way of saying it. `read` answers `undefined` where the words turn out to say something else. */
export interface Rule<T, C> {
  readonly pattern: RegExp;
  read(match: RegExpExecArray, context: C, text: string): T | undefined;
}

/** What was said, by the first rule that takes it, and the text with it blanked out, so that "the 5th of May" has no "5" left. */
export function scan<T, C>(text: string, rules: readonly Rule<T, C>[], context: C): { found: Mention<T>[]; rest: string } {
  const found: Mention<T>[] = [];
  let rest = text;
  for (const { pattern, read } of rules) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
      const [at, end] = [match.index, match.index + match[0].length];
      if (end === at) break;
      const value = found.length < MOST ? read(match, context, rest) : undefined;
      if (value === undefined) {
        pattern.lastIndex = at + 1;
        continue;
      }
      found.push({ at, end, value });
      rest = blanked(rest, at, end);
    }
  }
  return { found: found.toSorted((a, b) => a.at - b.at), rest };
}

/** More days or times than this in one message are not a wish. */
const MOST = 12;
const BLANK = '_';

export function blanked(text: string, at: number, end: number): string {
  return text.slice(0, at) + BLANK.repeat(end - at) + text.slice(end);
}
