import type { Person } from '#sandbox/shared/customers.ts';
import { digitsOf } from './changes.ts';
import type { MetaBusiness } from './config.ts';
import { GraphError, type MetaCode } from './errors.ts';
import { wamid } from './ids.ts';
import { useMedia } from './media-use.ts';
import type { Meta } from './meta.ts';
import { tooFast, tooOften } from './rates.ts';
import { type Rendered, mediaOf, render } from './render.ts';
import { deliver, fail } from './outcome.ts';
import { SEND_TYPES, type Send, sendShape } from './send-shape.ts';
import { refusalOf } from './shape-errors.ts';
import { fillTemplate } from './template-fill.ts';
import type { StoredTemplate } from './template-store.ts';

export interface Sent {
  readonly answer: Readonly<Record<string, unknown>>;
  /** `false` if the fault `neverAnswer` hit this send. The message was delivered nevertheless. */
  readonly answered: boolean;
}

/**
 * Handles a send. A mistake in the request is refused at once. Otherwise the send is accepted, and status webhooks report what
 * happens to it. @throws GraphError
 */
export async function send(meta: Meta, business: MetaBusiness, body: unknown): Promise<Sent> {
  const { faults, random, chats, clock } = meta.sandbox;
  const parsed = parse(body);
  const recipient = recipientOf(meta, business, parsed);
  const template = parsed.type === 'template' ? approved(meta, parsed.template.name, parsed.template.language.code) : undefined;
  const filled = template && parsed.type === 'template' ? fillTemplate(template.shape, parsed.template) : undefined;
  if (parsed.type === 'reaction') reactedTo(meta, business, recipient.customer, parsed.reaction.message_id);

  if (faults.strikes('serverError')) throw random() < 0.5 ? new GraphError(131000) : new GraphError(2);
  if (faults.strikes('rateLimit')) throw random() < 0.5 ? tooFast() : tooOften();
  meta.rates.take(business.phoneNumberId, recipient.customer?.id ?? recipient.input);

  const wanted = mediaOf(parsed, filled);
  const media = wanted && (await useMedia(meta.sandbox, business, wanted.kind, wanted.ref));
  const answered = !faults.strikes('neverAnswer');
  const { customer } = recipient;
  const id = wamid(random, customer?.number !== undefined && !customer.hidden ? customer.number : recipient.input, 'out');
  const about = { business, id, at: clock.now(), answered, ref: parsed.biz_opaque_callback_data, category: categoryOf(template) };

  await meta.sandbox.file.write(() => {
    const refusal = (code: MetaCode, details: string): void => fail(meta, { ...about, to: recipient }, code, details);
    if (!customer) return refusal(131026, 'Message Undeliverable.');
    // Outside the window, Meta accepts a free-form message and reports 131047 in a failed status. Reference sheet §4.3 does not
    // say which; payloads captured in public issue trackers show it (shridarpatil/frappe_whatsapp#133).
    if (!template && chats.windowUntil(business.phoneNumberId, customer.id) === undefined) return refusal(131047, OUTSIDE);
    if (media?.kind === 'unusable') return refusal(131053, media.details);
    if (media?.keep) {
      const { mimeType, fileName, keep } = media;
      const named = fileName === undefined ? {} : { fileName };
      const kept = { id: keep.id, mimeType, ...named, owner: business.phoneNumberId, expiresAt: about.at + MEDIA_LIVES_MS };
      meta.sandbox.media.put(kept, keep.bytes);
    }
    const rendered: Rendered = render(parsed, filled, media);
    if (parsed.type === 'reaction') chats.react(parsed.reaction.message_id, 'business', parsed.reaction.emoji);
    deliver(meta, { ...about, customer }, rendered, parsed.context?.message_id);
  });
  return { answer: answerOf(recipient, id), answered };
}

const OUTSIDE = 'Message failed to send because more than 24 hours have passed since the customer last replied to this number.';
/** Ids of uploads (reference sheet §5). */
export const MEDIA_LIVES_MS = 30 * 24 * 3_600_000;

function parse(body: unknown): Send {
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : 'text';
  // Only a text message may omit its type.
  const typed = typeof body === 'object' && body !== null ? { ...body, type } : {};
  if (!('messaging_product' in typed)) throw new GraphError(100, 'The parameter messaging_product is required.');
  if (!('to' in typed) && !('recipient' in typed)) throw new GraphError(100, 'The parameter to is required.');
  if (typeof type !== 'string' || !SEND_TYPES.includes(type)) {
    throw new GraphError(
      100,
      `Param type must be one of {${SEND_TYPES.map((each) => each.toUpperCase()).join(', ')}} - got "${String(type)}".`,
    );
  }
  if ('interactive' in typed && unknownInteractive(typed.interactive))
    throw new GraphError(131051, 'This emulator does not know this interactive type');
  const result = sendShape.safeParse(typed);
  if (!result.success) throw refusalOf(result.error, typed);
  return result.data;
}

/** Types that Meta supports and this emulator does not. */
const NOT_HERE = [
  'product',
  'product_list',
  'catalog_message',
  'carousel',
  'order_details',
  'order_status',
  'address_message',
  'call_permission_request',
  'voice_call',
];
const unknownInteractive = (interactive: unknown): boolean =>
  typeof interactive === 'object' && interactive !== null && 'type' in interactive && NOT_HERE.includes(String(interactive.type));

export interface Recipient {
  /** As the client wrote it. */
  readonly input: string;
  readonly by: 'number' | 'userId';
  readonly customer: Person | undefined;
}

/** If both are given, `to` wins over `recipient` (reference sheet §4). */
function recipientOf({ sandbox, config }: Meta, business: MetaBusiness, { to, recipient }: Send): Recipient {
  if (to === undefined) {
    const input = recipient ?? '';
    return { input, by: 'userId', customer: sandbox.customers.byUserId(input) };
  }
  if (!/^\+?[\d\s()-]{7,25}$/.test(to)) {
    throw new GraphError(131009, 'The phone number is malformed: Please use the format: +1234567890.');
  }
  const digits = digitsOf(to);
  if (digits === digitsOf(business.displayNumber)) throw new GraphError(131021, 'Recipient cannot be sender');
  const allowed = config.limits.allowedRecipients;
  if (allowed && !allowed.some((number) => digitsOf(number) === digits)) {
    throw new GraphError(
      131030,
      'Recipient phone number not in allowed list: Add recipient phone number to recipient list and try again.',
    );
  }
  return { input: to, by: 'number', customer: sandbox.customers.byNumber(to) };
}

function approved({ templates }: Meta, name: string, language: string): StoredTemplate {
  const found = templates.find(name, language);
  if (found?.status === 'PAUSED') throw new GraphError(132015, 'Template is paused');
  if (found?.status === 'DISABLED') throw new GraphError(132016, 'Template is disabled');
  if (found?.status !== 'APPROVED') throw new GraphError(132001, `template name (${name}) does not exist in ${language}`);
  return found;
}

const categoryOf = (template: StoredTemplate | undefined): string => template?.shape.category.toLowerCase() ?? 'service';

function reactedTo({ sandbox }: Meta, business: MetaBusiness, customer: Person | undefined, id: string): void {
  const target = sandbox.chats.message(id);
  if (target && target.business === business.phoneNumberId && target.customer === customer?.id) return;
  throw new GraphError(131009, "Parameter reaction['message_id']: no such message in this chat");
}

function answerOf({ input, by, customer }: Recipient, id: string): Sent['answer'] {
  const contact = by === 'number' ? { input, wa_id: digitsOf(input) } : { input, user_id: customer?.userId ?? input };
  return { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id }] };
}
