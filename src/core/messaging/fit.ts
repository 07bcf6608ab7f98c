import type { Capabilities } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { cut, cutText } from './cut.ts';
import { asButtons, asList, asNumberedText } from './ladder.ts';
import { type Choices, choicesOf } from './choices.ts';

/** The words `fit` adds itself, in the customer's language. */
export interface LadderWords {
  /** Title of the row that shows the next page. */
  readonly more: string;
  /** Label of the button that opens a list, if the message has none. */
  readonly choose: string;
  readonly replyWithNumber: string;
}

export interface Fitted {
  readonly content: OutboundContent;
  /** The ids behind 1, 2, 3 … if the choices go as numbered text, else empty. */
  readonly numbered: string[];
}

/**
 * Adapts a message to what a channel can send: as a list, else buttons, else numbered text. The result is always one message, so
 * that the customer has one question to answer; providers may also charge per message. Text that is too long ends with "…".
 * Choices that do not fit go to the next page, behind a last choice `more:<page>`. Titles and descriptions may be shortened, ids
 * never. A template, Flow or reaction the channel cannot send is left unchanged, and the channel refuses it.
 */
export function fit(content: OutboundContent, capabilities: Capabilities, page: number, words: LadderWords): Fitted {
  if (content.kind === 'buttons' || content.kind === 'list')
    return fittedChoices(choicesOf(content, words), capabilities, page, words);
  return { content: plain(content, capabilities), numbered: [] };
}

function fittedChoices(choices: Choices, capabilities: Capabilities, page: number, words: LadderWords): Fitted {
  const steps = choices.short ? [asButtons, asList] : [asList, asButtons];
  for (const step of steps) {
    const content = step(choices, capabilities, page, words);
    if (content) return { content, numbered: [] };
  }
  return asNumberedText(choices, capabilities.text.maxLength, page, words);
}

function plain(content: OutboundContent, { sends, text, captionMax }: Capabilities): OutboundContent {
  const asText = (...lines: (string | undefined)[]): OutboundContent => ({
    kind: 'text',
    body: cutText(lines.filter((line) => line !== undefined && line !== '').join('\n'), text.maxLength),
  });
  switch (content.kind) {
    case 'text':
      return asText(content.body);
    case 'media':
      if (!sends.includes('media'))
        return asText(content.caption === undefined ? undefined : cutText(content.caption, text.maxLength / 2), content.link);
      return content.caption === undefined ? content : { ...content, caption: cutText(content.caption, captionMax) };
    case 'location':
      if (sends.includes('location')) return content;
      return asText(content.name, content.address, `${content.latitude}, ${content.longitude}`);
    case 'contacts':
      if (sends.includes('contacts')) return content;
      return asText(...content.contacts.map(({ name, phones, emails }) => cut([name, ...phones, ...emails].join(' · '), 200)));
    default:
      return content;
  }
}
