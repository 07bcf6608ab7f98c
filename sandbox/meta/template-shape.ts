import { z } from 'zod';
import { headerMedia } from './media-shape.ts';

/** `currency` and `date_time` contain a fallback text for clients that do not localise them. */
const localised = z.looseObject({ fallback_value: z.string() });
const parameter = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), parameter_name: z.string().optional() }),
  z.strictObject({ type: z.literal('currency'), currency: localised, parameter_name: z.string().optional() }),
  z.strictObject({ type: z.literal('date_time'), date_time: localised, parameter_name: z.string().optional() }),
  z.strictObject({ type: z.literal('image'), image: headerMedia }),
  z.strictObject({ type: z.literal('video'), video: headerMedia }),
  z.strictObject({ type: z.literal('document'), document: headerMedia }),
  z.strictObject({
    type: z.literal('location'),
    location: z.looseObject({ latitude: z.coerce.number(), longitude: z.coerce.number() }),
  }),
  z.strictObject({ type: z.literal('payload'), payload: z.string().min(1).max(256) }),
  z.strictObject({ type: z.literal('coupon_code'), coupon_code: z.string() }),
  z.strictObject({ type: z.literal('action'), action: z.record(z.string(), z.unknown()) }),
]);
export type TemplateParameter = z.output<typeof parameter>;

const lower = z.string().transform((text) => text.toLowerCase());
const component = z.strictObject({
  type: lower.pipe(z.enum(['header', 'body', 'button'])),
  sub_type: lower.pipe(z.enum(['quick_reply', 'url', 'flow', 'copy_code', 'catalog', 'otp'])).optional(),
  index: z.coerce.number().int().min(0).max(9).optional(),
  parameters: z.array(parameter).optional(),
});
export type SentComponent = z.output<typeof component>;

/** How a template is sent (reference sheet §6.1). */
export const sentTemplate = z.strictObject({
  name: z.string().min(1).max(512),
  namespace: z.string().optional(),
  language: z.strictObject({ code: z.string().min(2), policy: z.literal('deterministic').optional() }),
  components: z.array(component).default([]),
});
export type SentTemplate = z.output<typeof sentTemplate>;

const button = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('QUICK_REPLY'), text: z.string().min(1).max(25) }),
  z.looseObject({ type: z.literal('URL'), text: z.string().min(1).max(25), url: z.string().min(1).max(2000) }),
  z.looseObject({ type: z.literal('PHONE_NUMBER'), text: z.string().min(1).max(25), phone_number: z.string().max(20) }),
  z.looseObject({ type: z.literal('COPY_CODE'), example: z.unknown().optional() }),
  z.looseObject({ type: z.literal('FLOW'), text: z.string().min(1).max(25) }),
  z.looseObject({ type: z.literal('OTP'), text: z.string().max(25).optional() }),
  z.looseObject({ type: z.literal('REQUEST_CONTACT_INFO') }),
]);
export type TemplateButton = z.output<typeof button>;

const upper = z.string().transform((text) => text.toUpperCase());
const part = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('HEADER'),
    format: upper.pipe(z.enum(['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'])).default('TEXT'),
    text: z.string().max(60).optional(),
    example: z.record(z.string(), z.unknown()).optional(),
  }),
  z.looseObject({
    type: z.literal('BODY'),
    text: z.string().min(1).max(1024),
    example: z.record(z.string(), z.unknown()).optional(),
  }),
  z.looseObject({ type: z.literal('FOOTER'), text: z.string().max(60) }),
  z.looseObject({ type: z.literal('BUTTONS'), buttons: z.array(button).min(1).max(10) }),
]);
export type TemplatePart = z.output<typeof part>;

const upperType = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'type' in input && typeof input.type === 'string'
    ? { ...input, type: input.type.toUpperCase() }
    : input;

/** Body of `POST /{waba-id}/message_templates`. */
export const newTemplate = z.looseObject({
  name: z
    .string()
    .max(512)
    .regex(/^[a-z0-9_]+$/, 'may have lower-case letters, digits and underscores only'),
  language: z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/, 'must be like es or es_AR'),
  category: upper.pipe(z.enum(['MARKETING', 'UTILITY', 'AUTHENTICATION'])),
  parameter_format: upper.pipe(z.enum(['POSITIONAL', 'NAMED'])).default('POSITIONAL'),
  components: z.array(z.preprocess(upperType, part)).refine((all) => all.some(({ type }) => type === 'BODY'), 'needs a BODY'),
});
export type NewTemplate = z.output<typeof newTemplate>;
