import type { Outbound } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { capabilities } from './capabilities.ts';
import { failure } from './failures.ts';
import { clean, rendered, shape, variables } from './shapes.ts';
import type { Shape } from './shapes.ts';

type Buttons = Extract<OutboundContent, { kind: 'buttons' }>;
type List = Extract<OutboundContent, { kind: 'list' }>;
type Media = Extract<OutboundContent, { kind: 'media' }>;
type Place = Extract<OutboundContent, { kind: 'location' }>;
type Template = Extract<OutboundContent, { kind: 'template' }>;

/** How a message is sent: as plain text, as a file, as our own content item by shape, or as an approved item by sid. */
export type Plan =
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'media'; readonly link: string; readonly body?: string }
  | { readonly kind: 'item'; readonly shape: Shape; readonly values: readonly string[]; readonly shows: string }
  | { readonly kind: 'template'; readonly sid: string; readonly values: readonly string[] };

/** @throws AdapterFailure `unsupported` | `misconfigured` */
export function planOf(content: OutboundContent): Plan {
  switch (content.kind) {
    case 'text':
      atMost(capabilities.text.maxLength, content.body, 'a text');
      return { kind: 'text', body: content.body };
    case 'media':
      return mediaPlan(content);
    case 'location':
      return locationPlan(content);
    case 'buttons':
      return buttonsPlan(content);
    case 'list':
      return listPlan(content);
    case 'template':
      return templatePlan(content);
    default:
      throw failure('unsupported', `Twilio cannot send a ${content.kind} on WhatsApp`);
  }
}

/** `whatsapp:+15550001111`, or the business-scoped user id of a customer who hides the number. */
export function addressOf({ phone, userId }: Outbound['to']): string {
  const address = phone ?? userId;
  if (address === undefined) throw failure('unsupported', 'the recipient has no phone number and no business-scoped user id');
  return `whatsapp:${address}`;
}

/**
 * WhatsApp shows no caption for audio and stickers, so such a caption is refused instead of lost. A document's caption is sent:
 * Twilio's page says that WhatsApp omits it, but WhatsApp itself supports it.
 */
function mediaPlan({ media, link, caption }: Media): Plan {
  if (!caption) return { kind: 'media', link };
  if (media === 'audio' || media === 'sticker') throw failure('unsupported', `WhatsApp shows no caption for ${media}`);
  atMost(capabilities.captionMax, caption, 'a caption');
  return { kind: 'media', link, body: caption };
}

/** Latitude and longitude cannot be variables, so each place needs its own item. */
function locationPlan({ latitude, longitude, name, address }: Place): Plan {
  const words = variables();
  const label = [name, address].filter(Boolean).join(', ');
  const place = { latitude, longitude, ...(label === '' ? {} : { label: words.line(label) }) };
  const made = shape('location', { 'twilio/location': place }, words.values.length);
  return { kind: 'item', shape: made, values: words.values, shows: label };
}

function buttonsPlan(content: Buttons): Plan {
  const { max, titleMax, idMax } = capabilities.buttons;
  if (content.buttons.length > max) throw failure('unsupported', `more than ${max} buttons`);
  const text = bodyOf(content, capabilities.buttons.bodyMax);
  const words = variables();
  const body = words.lines(text);
  const actions = content.buttons.map(({ id, title }) => {
    atMost(titleMax, title, 'the title of a button');
    atMost(idMax, id, 'the id of a button');
    return { type: 'QUICK_REPLY', title: words.line(title), id: words.line(id) };
  });
  const made = shape('buttons', { 'twilio/quick-reply': { body, actions } }, words.values.length);
  return { kind: 'item', shape: made, values: words.values, shows: rendered(text) };
}

/** Twilio's lists have no sections, so all rows go into one list. */
function listPlan(content: List): Plan {
  const { maxRows, buttonMax, rowTitleMax, rowIdMax, rowDescriptionMax } = capabilities.list;
  const rows = content.sections.flatMap((section) => section.rows);
  if (rows.length > maxRows) throw failure('unsupported', `a list of more than ${maxRows} rows`);
  const text = bodyOf(content, capabilities.list.bodyMax);
  const words = variables();
  const body = words.lines(text);
  atMost(buttonMax, content.button, 'the button of a list');
  const button = words.line(content.button);
  const items = rows.map(({ id, title, description }) => {
    atMost(rowTitleMax, title, 'the title of a row');
    atMost(rowIdMax, id, 'the id of a row');
    atMost(rowDescriptionMax, description ?? '', 'the description of a row');
    const row = { item: words.line(title), id: words.line(id) };
    return description?.trim() ? { ...row, description: words.line(description) } : row;
  });
  const made = shape('list', { 'twilio/list-picker': { body, button, items } }, words.values.length);
  return { kind: 'item', shape: made, values: words.values, shows: rendered(text) };
}

/** The variables of a content item are numbered in sequence: body, then header, then buttons by index. */
function templatePlan({ providerRef, body, header, buttons }: Template): Plan {
  if (!/^HX[0-9a-fA-F]{32}$/.test(providerRef ?? '')) {
    throw failure('misconfigured', 'the template has no content sid (HX…) in this account');
  }
  const head = header === undefined ? [] : ['text' in header ? header.text : header.image];
  const ends = buttons
    .toSorted((a, b) => a.index - b.index)
    .map((button) => (button.type === 'url' ? button.suffix : button.payload));
  return { kind: 'template', sid: providerRef ?? '', values: [...body, ...head, ...ends].map(clean) };
}

/** Twilio's buttons and lists have no header or footer, so these become the first and last lines. */
function bodyOf({ header, body, footer }: Buttons | List, max: number): string {
  atMost(max, body, 'the text over choices');
  const parts = [header?.trim() ? `*${header.trim()}*` : '', body, footer?.trim() ? `_${footer.trim()}_` : ''];
  const text = parts.filter((part) => part !== '').join('\n\n');
  atMost(1024, text, 'header, text and footer over choices');
  return text;
}

function atMost(max: number, text: string, what: string): void {
  if (text.length > max) throw failure('unsupported', `${what} of more than ${max} characters`);
}
