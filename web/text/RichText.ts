import { h } from 'vue';
import type { FunctionalComponent, VNode } from 'vue';
import { richText } from './pieces.ts';
import type { Piece } from './pieces.ts';

/** Renders untrusted text. Marks and links become elements; everything else stays text. */
export const RichText: FunctionalComponent<{ text: string }> = ({ text }) =>
  h('span', { class: 'whitespace-pre-wrap [overflow-wrap:anywhere]' }, richText(text).map(shown));
RichText.props = ['text'];

function shown(piece: Piece): VNode | string {
  if (piece.kind === 'text') return piece.text;
  if (piece.kind === 'mark') return h(piece.as, piece.pieces.map(shown));
  return h(
    'a',
    { href: piece.href, target: '_blank', rel: 'noopener noreferrer nofollow', class: 'text-link underline underline-offset-2' },
    piece.text,
  );
}
