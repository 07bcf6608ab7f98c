import type { OutboundContent } from '#contracts/content.ts';
import type { Choice, Say } from './step.ts';
import { type Texts, write } from '#core/texts/texts.ts';

const BUTTONS = 3;

/**
 * Renders what to say in the customer's language. The result is one message, or two if a picture or location precedes choices.
 * `fit` later adapts it to the channel.
 */
export function render(say: Say, texts: Texts): OutboundContent[] {
  const body = say.text.map((one) => write(one, texts)).join('\n\n');
  const shown = say.location
    ? [locationOf(say.location)]
    : say.picture === undefined
      ? []
      : [pictureOf(say.picture, say.choices ? '' : body)];
  if (say.choices) return [...shown, offered(say, say.choices, body, texts)];
  if (shown.length > 0) return shown;
  return [{ kind: 'text', body: say.footer ? `${body}\n\n${write(say.footer, texts)}` : body }];
}

function offered(say: Say, { open, sections }: NonNullable<Say['choices']>, body: string, texts: Texts): OutboundContent {
  const frame = { body, ...(say.footer ? { footer: write(say.footer, texts) } : {}) };
  const all = sections.flatMap(({ choices }) => choices);
  if (all.length <= BUTTONS && all.every(({ description }) => !description)) {
    return { kind: 'buttons', ...frame, buttons: all.map(({ id, title }) => ({ id, title: write(title, texts) })) };
  }
  return {
    kind: 'list',
    ...frame,
    button: write(open, texts),
    sections: sections.map(({ title, choices }) => ({
      ...(title ? { title: write(title, texts) } : {}),
      rows: choices.map((choice) => row(choice, texts)),
    })),
  };
}

function row({ id, title, description }: Choice, texts: Texts) {
  return { id, title: write(title, texts), ...(description ? { description: write(description, texts) } : {}) };
}

function locationOf({ latitude, longitude, name, address }: NonNullable<Say['location']>): OutboundContent {
  return { kind: 'location', latitude, longitude, name, ...(address === undefined ? {} : { address }) };
}

const IMAGE_TYPES: Readonly<Record<string, string>> = { png: 'image/png', webp: 'image/webp', gif: 'image/gif' };

function pictureOf(link: string, caption: string): OutboundContent {
  const ending = /\.([a-z]+)(?:[?#]|$)/i.exec(link)?.[1]?.toLowerCase() ?? '';
  const mimeType = IMAGE_TYPES[ending] ?? 'image/jpeg';
  return { kind: 'media', media: 'image', link, mimeType, ...(caption === '' ? {} : { caption }) };
}
