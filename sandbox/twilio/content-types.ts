import { z } from 'zod';
import { type Refusal, invalidParameter, tooLong, tooManyVariables, typesRequired } from './refusals.ts';

/**
 * The content types that WhatsApp supports, with Twilio's limits (https://www.twilio.com/docs/content/content-types-overview and
 * the page of each type; 20 and 25 for button texts are Meta's). Every object is strict, as in Twilio's own specification.
 */
const body = z.string().min(1).max(1024);
const buttonTitle = z.string().min(1).max(20);
const id = z.string().min(1).max(200);
const oneUrl = z.array(z.string().min(1).max(2000)).length(1);

const anyAction = z.strictObject({
  type: z.enum(['QUICK_REPLY', 'URL', 'PHONE_NUMBER', 'COPY_CODE', 'VOICE_CALL', 'VOICE_CALL_REQUEST']),
  title: z.string().min(1).max(25),
  id: id.optional(),
  url: z.string().max(2000).optional(),
  phone: z.string().max(20).optional(),
  code: z.string().max(20).optional(),
  webview_size: z.string().optional(),
});
export type AnyAction = z.infer<typeof anyAction>;

const text = z.strictObject({ body: z.string().min(1).max(1600) });
const media = z.strictObject({ body: z.string().max(1024).optional(), media: oneUrl });
/** Coordinates are numbers, so a placeholder in them is refused. */
const location = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  label: z.string().max(1000).optional(),
  id: z.string().optional(),
  address: z.string().optional(),
});
const listPicker = z.strictObject({
  body,
  button: buttonTitle,
  items: z
    .array(z.strictObject({ id, item: z.string().min(1).max(24), description: z.string().max(72).optional() }))
    .min(1)
    .max(10),
});
const quickReply = z.strictObject({
  body,
  actions: z
    .array(z.strictObject({ type: z.literal('QUICK_REPLY').optional(), title: buttonTitle, id: id.optional() }))
    .min(1)
    .max(10),
});
const callToAction = z.strictObject({
  body,
  actions: z
    .array(anyAction.extend({ type: anyAction.shape.type.exclude(['QUICK_REPLY']) }))
    .min(1)
    .max(10),
});
const card = z
  .strictObject({
    title: z.string().max(1024).optional(),
    subtitle: z.string().max(60).optional(),
    media: oneUrl.optional(),
    actions: z.array(anyAction).max(10).optional(),
  })
  .refine(
    (it) => it.title !== undefined && (it.subtitle ?? it.media ?? it.actions),
    'needs a title and one of subtitle, media, actions',
  );
const whatsappCard = z
  .strictObject({
    body,
    footer: z.string().max(60).optional(),
    header_text: z.string().max(60).optional(),
    media: oneUrl.optional(),
    actions: z.array(anyAction).max(10).optional(),
  })
  .refine((it) => it.footer ?? it.header_text ?? it.media ?? it.actions, 'needs one of header_text, footer, media, actions')
  .refine((it) => !(it.header_text && it.media), 'has a text header or a media header, not both');

/** Most complex first. If an item has several types, Twilio sends the most complex one that the channel supports. */
export const contentTypes = z
  .strictObject({
    'whatsapp/card': whatsappCard.optional(),
    'twilio/card': card.optional(),
    'twilio/list-picker': listPicker.optional(),
    'twilio/quick-reply': quickReply.optional(),
    'twilio/call-to-action': callToAction.optional(),
    'twilio/location': location.optional(),
    'twilio/media': media.optional(),
    'twilio/text': text.optional(),
  })
  .refine((it) => Object.keys(it).length > 0, 'needs at least one type');
export type ContentTypes = z.infer<typeof contentTypes>;
export type ContentType = keyof ContentTypes;
export const byComplexity = contentTypes.keyof().options;

const newContent = z.object({
  friendly_name: z.string().max(450).optional(),
  language: z.string().min(2).max(20),
  variables: z.record(z.string().min(1).max(16).regex(/^\S+$/, 'must have no spaces'), z.string().max(1600)).default({}),
  types: contentTypes,
});
export type NewContent = z.infer<typeof newContent>;

const MOST_VARIABLES = 100;

/** Parses the body of `POST /v1/Content`. A text over its limit is refused with the name of its field. */
export function readContent(posted: unknown): NewContent | { readonly refused: Refusal } {
  const whole = z.object({ types: z.unknown().optional(), variables: z.unknown().optional() }).safeParse(posted);
  if (!whole.success || !isFilled(whole.data.types)) return { refused: typesRequired };
  if (isFilled(whole.data.variables) && Object.keys(whole.data.variables).length > MOST_VARIABLES)
    return { refused: tooManyVariables };

  const read = newContent.safeParse(posted);
  return read.success ? read.data : { refused: refusalOf(read.error) };
}

export function refusalOf(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  if (!issue) return invalidParameter('unreadable');
  const field = issue.path.join('.');
  if (issue.code === 'too_big' && issue.origin === 'string') return tooLong(field, Number(issue.maximum));
  return invalidParameter(`${field}: ${issue.message}`);
}

function isFilled(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}
