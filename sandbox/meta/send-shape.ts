import { z } from 'zod';
import { interactive } from './interactive-shape.ts';
import { ONE_SOURCE, oneSource, source } from './media-shape.ts';
import { sentTemplate } from './template-shape.ts';

const caption = z.string().max(1024).optional();

const image = z.strictObject({ ...source, caption }).refine(oneSource, ONE_SOURCE);
const video = z.strictObject({ ...source, caption }).refine(oneSource, ONE_SOURCE);
const document = z.strictObject({ ...source, caption, filename: z.string().max(240).optional() }).refine(oneSource, ONE_SOURCE);
const audio = z.strictObject({ ...source, voice: z.boolean().optional() }).refine(oneSource, ONE_SOURCE);
const sticker = z.strictObject(source).refine(oneSource, ONE_SOURCE);

/** Meta accepts a number or its text form. */
const coordinate = (most: number) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/)
        .transform(Number),
    ])
    .pipe(z.number().min(-most).max(most));
const location = z.strictObject({
  latitude: coordinate(90),
  longitude: coordinate(180),
  name: z.string().max(1000).optional(),
  address: z.string().max(1000).optional(),
});

const NAME_PARTS = ['first_name', 'last_name', 'middle_name', 'prefix', 'suffix'] as const;
const contact = z.strictObject({
  name: z
    .strictObject({
      formatted_name: z.string().min(1),
      first_name: z.string().optional(),
      last_name: z.string().optional(),
      middle_name: z.string().optional(),
      prefix: z.string().optional(),
      suffix: z.string().optional(),
    })
    .refine((name) => NAME_PARTS.some((part) => name[part] !== undefined), 'needs one more part besides formatted_name'),
  phones: z.array(z.strictObject({ phone: z.string(), type: z.string().optional(), wa_id: z.string().optional() })).optional(),
  emails: z.array(z.strictObject({ email: z.string(), type: z.string().optional() })).optional(),
  addresses: z.array(z.record(z.string(), z.unknown())).optional(),
  urls: z.array(z.strictObject({ url: z.string(), type: z.string().optional() })).optional(),
  org: z
    .strictObject({ company: z.string().optional(), department: z.string().optional(), title: z.string().optional() })
    .optional(),
  birthday: z.string().optional(),
});

const common = {
  messaging_product: z.literal('whatsapp'),
  recipient_type: z.literal('individual').optional(),
  to: z.string().min(1).optional(),
  recipient: z.string().min(1).optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
  messaging_account_id: z.string().optional(),
};

const of = <T extends string, S extends z.ZodType>(type: T, shape: S) =>
  z.strictObject({ ...common, type: z.literal(type), [type]: shape } as typeof common & { type: z.ZodLiteral<T> } & Record<T, S>);

/** Bodies of `POST /{phone-number-id}/messages` that send a message (reference sheet §4; unknown properties are refused). */
export const sendShape = z.discriminatedUnion('type', [
  of('text', z.strictObject({ body: z.string().min(1).max(4096), preview_url: z.boolean().optional() })),
  of('image', image),
  of('video', video),
  of('document', document),
  of('audio', audio),
  of('sticker', sticker),
  of('location', location),
  of('contacts', z.array(contact).min(1).max(5)),
  of('reaction', z.strictObject({ message_id: z.string().min(1), emoji: z.string().max(32) })),
  of('interactive', interactive),
  of('template', sentTemplate),
]);
export type Send = z.output<typeof sendShape>;
export const SEND_TYPES: readonly string[] = sendShape.options.map((option) => option.shape.type.value);

/** Marks the customer's message and earlier ones as read. Can show a typing indicator. */
export const readShape = z.strictObject({
  messaging_product: z.literal('whatsapp'),
  status: z.literal('read'),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal('text') }).optional(),
});
