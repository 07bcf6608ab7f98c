import type { OutboundContent } from '#contracts/content.ts';
import { oneLine } from './cut.ts';
import type { LadderWords } from './fit.ts';

export interface Row {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Title of its section; empty for none. */
  readonly section: string;
}

/** A message with choices. Covers both buttons and lists. */
export interface Choices {
  readonly header: string;
  readonly body: string;
  readonly footer: string;
  /** Label of the button that opens a list. */
  readonly open: string;
  readonly rows: readonly Row[];
  /** Prefer buttons if they fit: up to three choices without descriptions. */
  readonly short: boolean;
}

const SHORT = 3;

export function choicesOf(content: Extract<OutboundContent, { kind: 'buttons' | 'list' }>, words: LadderWords): Choices {
  const rows = content.kind === 'buttons' ? content.buttons.map((button) => row(button, '')) : listRows(content);
  return {
    header: oneLine(content.header ?? ''),
    body: content.body,
    footer: oneLine(content.footer ?? ''),
    open: (content.kind === 'list' && oneLine(content.button)) || words.choose,
    rows,
    short: content.kind === 'buttons' || (rows.length <= SHORT && rows.every(({ description }) => description === '')),
  };
}

function listRows({ sections }: Extract<OutboundContent, { kind: 'list' }>): Row[] {
  return sections.flatMap(({ title, rows }) => rows.map((one) => row(one, sections.length > 1 ? oneLine(title ?? '') : '')));
}

function row({ id, title, description }: { id: string; title: string; description?: string | undefined }, section: string): Row {
  return { id, title: oneLine(title) || id, description: oneLine(description ?? ''), section };
}
