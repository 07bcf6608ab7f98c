import type { Bubble } from '#contracts/api/phone.ts';
import { plainText } from '../text/pieces.ts';

export interface DayRow {
  readonly kind: 'day';
  readonly key: string;
  readonly at: number;
}
export interface BubbleRow {
  readonly kind: 'bubble';
  readonly key: string;
  readonly bubble: Bubble;
  /** First of a run by the same side; it has the tail. */
  readonly first: boolean;
  readonly quoted?: Bubble;
  /** Id of the option that was tapped last. */
  readonly chosen?: string;
}
export type Row = DayRow | BubbleRow;

/** The rows of a chat: a heading per day, then bubbles with their quotes and chosen options. */
export function rowsOf(bubbles: readonly Bubble[], dayKey: (at: number) => string): readonly Row[] {
  const byId = new Map(bubbles.map((bubble) => [bubble.id, bubble]));
  const chosen = new Map<string, string>();
  for (const { content, replyTo } of bubbles) if (content.kind === 'choice' && replyTo) chosen.set(replyTo, content.id);

  const rows: Row[] = [];
  let day = '';
  let side: Bubble['from'] | undefined;
  for (const bubble of bubbles) {
    const today = dayKey(bubble.at);
    if (today !== day) {
      rows.push({ kind: 'day', key: `day-${today}-${rows.length}`, at: bubble.at });
      side = undefined;
    }
    rows.push({
      kind: 'bubble',
      key: bubble.id,
      bubble,
      first: bubble.from !== side,
      quoted: bubble.replyTo ? byId.get(bubble.replyTo) : undefined,
      chosen: chosen.get(bubble.id),
    });
    day = today;
    side = bubble.from;
  }
  return rows;
}

/** A message in one line, for a quote or a screen reader. `word` gives the name of a kind that has no text. */
export function inShort({ content }: Bubble, word: (kind: string) => string): string {
  switch (content.kind) {
    case 'text':
    case 'buttons':
    case 'list':
      return plainText(content.body);
    case 'choice':
      return content.title;
    case 'media':
      return content.caption ?? content.fileName ?? word(content.media);
    case 'location':
      return content.name ?? word('location');
    case 'contacts':
      return content.contacts[0]?.name ?? word('contacts');
  }
}
