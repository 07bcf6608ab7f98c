import type { Bubble } from '#contracts/api/phone.ts';
import type { OfferedChoice } from '#sandbox/shared/phone.ts';
import type { Interactive } from './interactive-shape.ts';
import type { MediaRef } from './media-shape.ts';
import type { MediaKind } from './media-types.ts';
import type { UsedMedia } from './media-use.ts';
import type { Send } from './send-shape.ts';
import type { FilledTemplate } from './template-fill.ts';

type Content = Bubble['content'];
type Usable = Extract<UsedMedia, { kind: 'usable' }>;

/** How a message looks on the phone, and what a tap on it means. A reaction has no bubble. */
export interface Rendered {
  readonly content?: Content;
  readonly choices: readonly OfferedChoice[];
}

/** The media of a send, if it has any. */
export function mediaOf(
  send: Send,
  template: FilledTemplate | undefined,
): { readonly kind: MediaKind; readonly ref: MediaRef } | undefined {
  switch (send.type) {
    case 'image':
      return { kind: 'image', ref: send.image };
    case 'video':
      return { kind: 'video', ref: send.video };
    case 'document':
      return { kind: 'document', ref: send.document };
    case 'audio':
      return { kind: 'audio', ref: send.audio };
    case 'sticker':
      return { kind: 'sticker', ref: send.sticker };
    case 'interactive':
      return headerMedia(send.interactive);
    default:
      return template?.media;
  }
}

function headerMedia(interactive: Interactive): { readonly kind: MediaKind; readonly ref: MediaRef } | undefined {
  const header = 'header' in interactive ? interactive.header : undefined;
  if (header?.type === 'image') return { kind: 'image', ref: header.image };
  if (header?.type === 'video') return { kind: 'video', ref: header.video };
  return header?.type === 'document' ? { kind: 'document', ref: header.document } : undefined;
}

export function render(send: Send, template: FilledTemplate | undefined, media: Usable | undefined): Rendered {
  if (send.type === 'template') return template ? renderTemplate(template, media) : { choices: [] };
  if (send.type === 'interactive') return renderInteractive(send.interactive, media);
  return { content: plain(send, media), choices: [] };
}

function plain(send: Exclude<Send, { type: 'template' | 'interactive' }>, media: Usable | undefined): Content | undefined {
  if (send.type === 'text') return { kind: 'text', body: send.text.body };
  if (send.type === 'reaction') return undefined;
  if (send.type === 'location') return { kind: 'location', ...send.location };
  if (send.type === 'contacts') {
    const contacts = send.contacts.map(({ name, phones }) => ({ name: name.formatted_name, phone: phones?.[0]?.phone ?? '' }));
    return { kind: 'contacts', contacts };
  }
  const found = mediaOf(send, undefined);
  return media && found && mediaBubble(found.kind, media, found.ref.caption);
}

const mediaBubble = (kind: MediaKind, media: Usable, caption: string | undefined): Content => ({
  kind: 'media',
  media: kind,
  src: media.src,
  mimeType: media.mimeType,
  ...(caption !== undefined && { caption }),
  ...(media.fileName !== undefined && { fileName: media.fileName }),
  ...(media.size !== undefined && { size: media.size }),
});

function renderInteractive(interactive: Interactive, media: Usable | undefined): Rendered {
  const header = 'header' in interactive && interactive.header?.type === 'text' ? interactive.header.text : undefined;
  const top = {
    ...(header !== undefined && { header }),
    body: interactive.body.text,
    ...('footer' in interactive && interactive.footer && { footer: interactive.footer.text }),
  };
  if (interactive.type === 'list') {
    const { button, sections } = interactive.action;
    const choices = sections.flatMap(({ rows }) => rows.map((row): OfferedChoice => ({ by: 'list', ...row })));
    return { content: { kind: 'list', ...top, button, sections }, choices };
  }
  const picture = media && { picture: media.src };
  if (interactive.type === 'button') {
    const buttons = interactive.action.buttons.map(({ reply }) => reply);
    const choices = buttons.map((button): OfferedChoice => ({ by: 'button', ...button }));
    return { content: { kind: 'buttons', ...top, ...picture, buttons }, choices };
  }
  return { content: { kind: 'buttons', ...top, ...picture, buttons: [onlyButton(interactive)] }, choices: [] };
}

/** Buttons that send no message when tapped: they open something on the phone. */
function onlyButton(interactive: Exclude<Interactive, { type: 'button' | 'list' }>) {
  if (interactive.type === 'cta_url') {
    const { display_text, url } = interactive.action.parameters;
    return { id: 'url:0', title: display_text, description: url };
  }
  if (interactive.type === 'flow') return { id: 'flow:0', title: interactive.action.parameters.flow_cta };
  return {
    id: interactive.action.name,
    title: interactive.type === 'location_request_message' ? 'Send location' : 'Share contact info',
  };
}

function renderTemplate(template: FilledTemplate, media: Usable | undefined): Rendered {
  const { header, body, footer, buttons } = template;
  const choices = buttons
    .filter(({ by }) => by === 'quick_reply')
    .map(({ id, title }): OfferedChoice => ({ by: 'template', id, title }));
  if (buttons.length > 0) {
    const shown = buttons.map(({ id, title, description }) => ({ id, title, ...(description !== undefined && { description }) }));
    const top = {
      ...(header !== undefined && { header }),
      ...(media && { picture: media.src }),
      body,
      ...(footer !== undefined && { footer }),
    };
    return { content: { kind: 'buttons', ...top, buttons: shown }, choices };
  }
  const text = [header, body, footer].filter((part) => part !== undefined).join('\n\n');
  if (media && template.media) return { content: mediaBubble(template.media.kind, media, text), choices };
  return { content: { kind: 'text', body: text }, choices };
}
