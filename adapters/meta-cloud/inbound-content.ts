import { inboundContent } from '#contracts/content.ts';
import type { InboundContent } from '#contracts/content.ts';
import { fields, idOf, isFields, items, numeric, readJson, words } from './json.ts';
import type { Fields } from './json.ts';
import { identities } from './people.ts';

/** Converts a message of one type. It checks nothing; the contract's schema validates the result. */
type Reader = (message: Fields) => unknown;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', ({ text }) => ({ kind: 'text', body: fields(text).body })],
  ['image', (message) => media('image', message.image)],
  ['video', (message) => media('video', message.video)],
  ['audio', (message) => media('audio', message.audio)],
  ['document', (message) => media('document', message.document)],
  ['sticker', (message) => media('sticker', message.sticker)],
  ['location', ({ location }) => place(fields(location))],
  ['contacts', ({ contacts }) => isShortList(contacts) && { kind: 'contacts', contacts: contacts.map(sharedContact) }],
  [
    'reaction',
    ({ reaction }) => ({ kind: 'reaction', to: idOf(fields(reaction).message_id), emoji: words(fields(reaction).emoji) }),
  ],
  ['interactive', ({ interactive }) => answer(fields(interactive))],
  ['button', ({ button }) => templateButton(fields(button))],
  ['order', ({ order }) => basket(fields(order))],
  ['system', (message) => news(message)],
]);

/** The content of a message. An unknown or unreadable kind becomes `unrecognised`, never an error. */
export function contentOf(message: Fields): InboundContent {
  const type = words(message.type) ?? 'missing';
  // Group messages are not handled: an answer would go to one member in private.
  if (words(message.group_id) !== undefined) return unrecognised(`group/${type}`, message);
  const read = inboundContent.safeParse(READERS.get(type)?.(message));
  return read.success ? read.data : unrecognised(fullType(type, message), message);
}

function unrecognised(type: string, message: Fields): InboundContent {
  const code = fields(items(message.errors)[0]).code;
  const providerCode = typeof code === 'number' || typeof code === 'string' ? String(code).slice(0, 64) : undefined;
  return { kind: 'unrecognised', type: type.slice(0, 128), ...(providerCode !== undefined && { providerCode }) };
}

/** `interactive/nfm_reply`, `unsupported/poll`. */
function fullType(type: string, message: Fields): string {
  const inner = words(fields(Object.hasOwn(message, type) ? message[type] : undefined).type);
  return inner === undefined ? type : `${type}/${inner}`;
}

function media(kind: string, body: unknown): unknown {
  const { id, url, mime_type, sha256, caption, filename, voice } = fields(body);
  const [providerMediaId, address] = [idOf(id), words(url)];
  if (providerMediaId === undefined && address === undefined) return undefined;
  return {
    kind: 'media',
    media: kind,
    source: { providerMediaId, url: address, mimeType: words(mime_type) ?? 'application/octet-stream', sha256: words(sha256) },
    caption: words(caption),
    fileName: words(filename),
    voice: typeof voice === 'boolean' ? voice : undefined,
  };
}

function place({ latitude, longitude, name, address }: Fields): unknown {
  return {
    kind: 'location',
    latitude: numeric(latitude),
    longitude: numeric(longitude),
    name: words(name),
    address: words(address),
  };
}

/** WhatsApp does not allow 300 contacts or 300 products in one message. A longer list is not parsed, only kept raw. */
const MOST_IN_A_MESSAGE = 300;

function isShortList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= MOST_IN_A_MESSAGE;
}

function sharedContact(contact: unknown): unknown {
  const { name, phones, emails, org } = fields(contact);
  const { formatted_name, first_name } = fields(name);
  return {
    name: words(formatted_name) ?? words(first_name) ?? '',
    phones: some(phones).flatMap((entry) => words(fields(entry).phone) ?? words(fields(entry).wa_id) ?? []),
    emails: some(emails).flatMap((entry) => words(fields(entry).email) ?? []),
    organization: words(fields(org).company),
  };
}

/** As many numbers and addresses of one person as an address book holds. */
function some(value: unknown): readonly unknown[] {
  return items(value).slice(0, 50);
}

function answer({ type, button_reply, list_reply, nfm_reply }: Fields): unknown {
  if (type === 'button_reply') return choice('button', fields(button_reply));
  if (type === 'list_reply') return choice('list', fields(list_reply));
  if (type === 'nfm_reply') return flowAnswer(fields(nfm_reply));
  return undefined;
}

function choice(by: string, { id, title, description }: Fields): unknown {
  return { kind: 'choice', by, id, title: words(title) ?? '', description: words(description) };
}

/** Meta sends the answer as JSON text. Address messages (India, Singapore) have the same form but are not Flows. */
function flowAnswer({ name, response_json }: Fields): unknown {
  const given = typeof response_json === 'string' ? readJson(response_json) : undefined;
  if (!isFields(given) || name === 'address_message') return undefined;
  return { kind: 'flow_answer', token: words(given.flow_token), answer: given };
}

function templateButton({ payload, text }: Fields): unknown {
  return { kind: 'choice', by: 'template', id: words(payload) ?? text, title: words(text) ?? payload };
}

function basket({ catalog_id, text, product_items }: Fields): unknown {
  if (!isShortList(product_items)) return undefined;
  return {
    kind: 'order',
    catalogId: catalog_id,
    note: words(text),
    items: product_items.map(fields).map((item) => ({
      productId: item.product_retailer_id,
      quantity: numeric(item.quantity),
      price: numeric(item.item_price),
      currency: item.currency,
    })),
  };
}

const CHANGES: ReadonlyMap<unknown, string> = new Map([
  ['user_changed_number', 'number_changed'],
  ['user_changed_user_id', 'user_id_changed'],
]);

function news(message: Fields): unknown {
  if (!isFields(message.system)) return undefined;
  const { type, body } = message.system;
  const change = CHANGES.get(type) ?? 'other';
  const was = change === 'other' ? undefined : before(message);
  return { kind: 'system', change, body: words(body), was: was && { phone: was.phone, userId: was.userId } };
}

function before({ from, from_user_id, system }: Fields) {
  const { customer, previous_wa_id, previous_user_id, user_id } = fields(system);
  const oldUserId = idOf(previous_user_id) ?? (from_user_id === user_id ? undefined : from_user_id);
  return identities(idOf(previous_wa_id) ?? idOf(from) ?? customer, oldUserId);
}

/** The customer's identities after a change of number or user id; `undefined` if the message announces no change. */
export function identitiesAfter(message: Fields) {
  const { type, wa_id, user_id } = fields(message.system);
  if (message.type !== 'system' || !CHANGES.has(type)) return undefined;
  const newUserId =
    idOf(user_id) ?? (fields(message.system).previous_user_id === message.from_user_id ? undefined : message.from_user_id);
  return identities(idOf(wa_id) ?? (type === 'user_changed_user_id' ? message.from : undefined), newUserId);
}
