import type { Capabilities } from '#contracts/channel.ts';

/** Limits of the Cloud API as documented by Meta in November 2026. Where its pages disagree, the smaller one. */
export const capabilities: Capabilities = {
  sends: ['text', 'media', 'location', 'contacts', 'reaction', 'buttons', 'list', 'template', 'flow'],
  text: { maxLength: 4096 },
  buttons: { max: 3, titleMax: 20, idMax: 256, bodyMax: 1024 },
  list: {
    /** In total over all sections. */
    maxRows: 10,
    maxSections: 10,
    rowTitleMax: 24,
    rowDescriptionMax: 72,
    rowIdMax: 200,
    buttonMax: 20,
    /** The page says 4096, the schema says 1024. */
    bodyMax: 1024,
  },
  captionMax: 1024,
  repliesInContext: true,
  windowHours: 24,
  /** An unanswered send cannot be queried: `message_history` needs the message id, which we do not have then. */
  settles: 'by_status',
};
