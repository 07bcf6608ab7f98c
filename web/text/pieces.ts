/** A message body in parts that can be shown without ever treating it as HTML. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'mark'; readonly as: Mark; readonly pieces: readonly Piece[] };
export type Mark = 'strong' | 'em' | 's' | 'code';

const MARKS: Readonly<Record<string, Mark>> = { '*': 'strong', _: 'em', '~': 's', '`': 'code' };
const WORD = /[\p{L}\p{N}]/u;
const ADDRESS = /https?:\/\/[^\s<>"]+/iy;

/** WhatsApp's own marks (`*bold*`, `_italic_`, `~struck~`, `` `code` ``; on one line, at word borders) and http(s) addresses. */
export function richText(body: string): readonly Piece[] {
  return read(body, '');
}

/** The same without its marks: for a quote, a preview, a label. */
export function plainText(body: string): string {
  const said = (piece: Piece): string => (piece.kind === 'mark' ? piece.pieces.map(said).join('') : piece.text);
  return richText(body).map(said).join('');
}

/** `inside` are the marks already open: one cannot stand in itself, which also bounds the depth. */
function read(text: string, inside: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const hopeless = new Map<string, number>();
  let plain = 0;
  let at = 0;
  const flush = (until: number) => {
    if (until > plain) pieces.push({ kind: 'text', text: text.slice(plain, until) });
  };

  while (at < text.length) {
    const found = linkAt(text, at) ?? (inside.includes(text.charAt(at)) ? undefined : markAt(text, at, inside, hopeless));
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

function linkAt(text: string, at: number): { piece: Piece; end: number } | undefined {
  const first = text.charAt(at);
  if ((first !== 'h' && first !== 'H') || WORD.test(text.charAt(at - 1))) return undefined;
  ADDRESS.lastIndex = at;
  const address = ADDRESS.exec(text)?.[0].replace(/[.,;:!?)\]}*_~'’”…]+$/, '');
  const url = address ? URL.parse(address) : null;
  if (!address || !url || !/^https?:$/.test(url.protocol)) return undefined;
  return { piece: { kind: 'link', href: url.href, text: address }, end: at + address.length };
}

function markAt(
  text: string,
  at: number,
  inside: string,
  hopeless: Map<string, number>,
): { piece: Piece; end: number } | undefined {
  const sign = text.charAt(at);
  const as = MARKS[sign];
  if (!as || WORD.test(text.charAt(at - 1)) || !/\S/.test(text.charAt(at + 1)) || at < (hopeless.get(sign) ?? 0))
    return undefined;
  const line = text.indexOf('\n', at);
  const stop = line < 0 ? text.length : line;
  for (let end = text.indexOf(sign, at + 2); end > 0 && end < stop; end = text.indexOf(sign, end + 1)) {
    if (!/\S/.test(text.charAt(end - 1)) || WORD.test(text.charAt(end + 1))) continue;
    const inner = text.slice(at + 1, end);
    const pieces: readonly Piece[] = as === 'code' ? [{ kind: 'text', text: inner }] : read(inner, inside + sign);
    return { piece: { kind: 'mark', as, pieces }, end: end + 1 };
  }
  hopeless.set(sign, stop);
  return undefined;
}
