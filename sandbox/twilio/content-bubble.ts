import type { Bubble } from '#contracts/api/phone.ts';
import type { AnyAction, ContentTypes } from './content-types.ts';
import { mediaKindOf, mimeTypeOf } from './media-types.ts';

/** A part of a message that the customer can tap, with what the business receives. */
export interface Tap {
  readonly by: 'button' | 'list';
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** A message as the phone shows it, its choices, and the text that Twilio stores as `body`. */
export interface Shown {
  readonly content: Bubble['content'];
  readonly taps: readonly Tap[];
  readonly body: string;
  readonly numMedia: 0 | 1;
}

export function showText(body: string): Shown {
  return { content: { kind: 'text', body }, taps: [], body, numMedia: 0 };
}

export function showMedia(src: string, body: string): Shown {
  const mimeType = mimeTypeOf(src);
  const media = mediaKindOf(mimeType);
  // Documents have no caption, and their name comes from the URL.
  const caption = body && media !== 'document' && media !== 'sticker' ? { caption: body } : {};
  const fileName = media === 'document' ? { fileName: decodeURIComponent(new URL(src).pathname.split('/').at(-1) ?? '') } : {};
  return { content: { kind: 'media', media, src, mimeType, ...caption, ...fileName }, taps: [], body, numMedia: 1 };
}

export function showLocation(latitude: number, longitude: number, name?: string, address?: string): Shown {
  const content = { kind: 'location' as const, latitude, longitude, ...(name ? { name } : {}), ...(address ? { address } : {}) };
  return { content, taps: [], body: name ?? '', numMedia: 0 };
}

/** Expects filled content with a single type; see `fillContent`. */
export function showContent(types: ContentTypes): Shown {
  const whatsappCard = types['whatsapp/card'];
  if (whatsappCard)
    return showCard(whatsappCard.body, whatsappCard.header_text, whatsappCard.footer, whatsappCard.media, whatsappCard.actions);

  const card = types['twilio/card'];
  if (card) return showCard(card.title ?? '', undefined, card.subtitle, card.media, card.actions);

  const list = types['twilio/list-picker'];
  if (list) {
    const rows = list.items.map(({ id, item, description }) => ({ id, title: item, ...(description ? { description } : {}) }));
    return {
      content: { kind: 'list', body: list.body, button: list.button, sections: [{ rows }] },
      taps: rows.map((row) => ({ by: 'list', ...row })),
      body: list.body,
      numMedia: 0,
    };
  }

  const buttons = types['twilio/quick-reply'];
  if (buttons)
    return showCard(
      buttons.body,
      undefined,
      undefined,
      undefined,
      buttons.actions.map((it) => ({ ...it, type: 'QUICK_REPLY' })),
    );

  const calls = types['twilio/call-to-action'];
  if (calls) return showCard(calls.body, undefined, undefined, undefined, calls.actions);

  const place = types['twilio/location'];
  if (place) return showLocation(place.latitude, place.longitude, place.label, place.address);

  const media = types['twilio/media'];
  if (media) return showMedia(media.media[0] ?? '', media.body ?? '');

  return showText(types['twilio/text']?.body ?? '');
}

function showCard(
  body: string,
  header: string | undefined,
  footer: string | undefined,
  media: readonly string[] | undefined,
  actions: readonly AnyAction[] = [],
): Shown {
  const buttons = actions.map((action, at) => ({
    id: action.id ?? (isReply(action) ? action.title : `${action.type}:${at}`),
    title: action.title,
  }));
  const picture = media?.[0];
  return {
    content: {
      kind: 'buttons',
      body,
      buttons,
      ...(header ? { header } : {}),
      ...(footer ? { footer } : {}),
      ...(picture ? { picture } : {}),
    },
    taps: buttons.filter((_, at) => isReply(actions[at])).map((button) => ({ by: 'button', ...button })),
    body,
    numMedia: picture ? 1 : 0,
  };
}

/** The phone opens links and calls numbers itself. Only quick replies reach the business. */
function isReply(action: AnyAction | undefined): boolean {
  return action?.type === 'QUICK_REPLY';
}
