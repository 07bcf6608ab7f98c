/** A message body in parts that can be shown without ever treating it as HTML. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'mark'; readonly as: Mark; readonly pieces: readonly Piece[] };
export type Mark = 'strong' | 'em' | 's' | 'code';

const MARKS: Readonly<Record<string, Mark>> = { '*': 'strong', _: 'em', '~': 's', '`': 'code' };
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /https?:\/\/[^\s<>"]+/iy;
/** Punctuation that ends a sentence and is not part of a URL. */
const AFTER = new Set(".,;:!?)]}*_~'’”…");

/** WhatsApp's own marks (`*bold*`, `_italic_`, `~struck~`, `` `code` ``; on one line, at word boundaries) and http(s) URLs. */
export function richText(body: string): readonly Piece[] {
  return read(body, '');
}

/** The text without its marks: for a quote, a preview or a label. */
export function plainText(body: string): string {
  const said = (piece: Piece): string => (piece.kind === 'mark' ? piece.pieces.map(said).join('') : piece.text);
  return richText(body).map(said).join('');
}

/**
 * `inside` contains the marks already open. A mark cannot contain itself, which limits the depth. The time is linear in the
 * length of the text, because the extent of a failed search is remembered.
 */
function read(text: string, inside: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const linkAt = linksIn(text);
  const markAt = marksIn(text, inside);
  let plain = 0;
  let at = 0;
  const flush = (until: number) => {
    if (until > plain) pieces.push({ kind: 'text', text: text.slice(plain, until) });
  };

  while (at < text.length) {
    const found = linkAt(at) ?? markAt(at);
    if (!found) {
      at += 1;
      continue;
    }
    flush(at);
    pieces.push(found.piece);
    at = found.end;
    plain = at;
  }
  flush(at);
  return pieces;
}

interface Found {
  readonly piece: Piece;
  readonly end: number;
}

/** Returns a function that finds the link at a position. Call it with rising positions. */
function linksIn(text: string): (at: number) => Found | undefined {
  let noneBefore = 0;
  return (at) => {
    const first = text.charAt(at);
    if ((first !== 'h' && first !== 'H') || at < noneBefore || WORD.test(text.charAt(at - 1))) return undefined;
    ADDRESS.lastIndex = at;
    const run = ADDRESS.exec(text)?.[0];
    if (run === undefined) return undefined;
    noneBefore = at + run.length;
    const address = withoutEnd(run);
    const url = URL.parse(address);
    if (!url || !/^https?:$/.test(url.protocol)) return undefined;
    return { piece: { kind: 'link', href: url.href, text: address }, end: at + address.length };
  };
}

function withoutEnd(address: string): string {
  let end = address.length;
  while (AFTER.has(address.charAt(end - 1))) end -= 1;
  return address.slice(0, end);
}

/** Returns a function that finds the mark at a position. Call it with rising positions. */
function marksIn(text: string, inside: string): (at: number) => Found | undefined {
  const noneBefore = new Map<string, number>();
  let lineEnd = -1;
  return (at) => {
    const sign = text.charAt(at);
    const as = inside.includes(sign) ? undefined : MARKS[sign];
    if (!as || at < (noneBefore.get(sign) ?? 0) || WORD.test(text.charAt(at - 1)) || !/\S/.test(text.charAt(at + 1)))
      return undefined;
    if (lineEnd < at) lineEnd = endOfLine(text, at);
    for (let end = text.indexOf(sign, at + 2); end > 0 && end < lineEnd; end = text.indexOf(sign, end + 1)) {
      if (!/\S/.test(text.charAt(end - 1)) || WORD.test(text.charAt(end + 1))) continue;
      const inner = text.slice(at + 1, end);
      const pieces: readonly Piece[] = as === 'code' ? [{ kind: 'text', text: inner }] : read(inner, inside + sign);
      return { piece: { kind: 'mark', as, pieces }, end: end + 1 };
    }
    noneBefore.set(sign, lineEnd);
    return undefined;
  };
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
