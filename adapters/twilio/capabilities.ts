import type { Capabilities } from '#contracts/channel.ts';

/** WhatsApp's 1024, minus a header and a footer of 60 each. Here they are part of the body, with `*`, `_` and blank lines. */
const BODY_OVER_CHOICES = 1024 - 2 * (60 + 2 + 2);

export const capabilities: Capabilities = {
  sends: ['text', 'media', 'location', 'buttons', 'list', 'template'],
  text: { maxLength: 1600 },
  buttons: { max: 3, titleMax: 20, idMax: 200, bodyMax: BODY_OVER_CHOICES },
  list: {
    maxRows: 10,
    maxSections: 1,
    rowTitleMax: 24,
    rowDescriptionMax: 72,
    rowIdMax: 200,
    buttonMax: 20,
    bodyMax: BODY_OVER_CHOICES,
  },
  captionMax: 1024,
  repliesInContext: false,
  windowHours: 24,
  settles: 'by_query',
};
