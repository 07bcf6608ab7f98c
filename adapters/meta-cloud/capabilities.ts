import type { Capabilities } from '#contracts/channel.ts';

/** Limits of the Cloud API as Meta documents them, November 2026; where its pages disagree, the smaller one. */
export const capabilities: Capabilities = {
  sends: ['text', 'media', 'location', 'contacts', 'reaction', 'buttons', 'list', 'template', 'flow'],
  text: { maxLength: 4096 },
  buttons: { max: 3, titleMax: 20, idMax: 256, bodyMax: 1024 },
  list: {
    /** In total, over all sections. */
    maxRows: 10,
    maxSections: 10,
    rowTitleMax: 24,
    rowDescriptionMax: 72,
    rowIdMax: 200,
    buttonMax: 20,
    /** The page says 4096, the schema 1024. */
    bodyMax: 1024,
  },
  captionMax: 1024,
  repliesInContext: true,
  windowHours: 24,
  /** There is no way to ask for a send whose answer was lost: `message_history` wants the id that we then do not have. */
  settles: 'by_status',
};
