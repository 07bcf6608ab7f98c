import { z } from 'zod';

const digits = z.string().regex(/^\d+$/, 'must be digits only');
const e164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +34910000001');

const business = z.object({
  phoneNumberId: digits,
  displayNumber: e164,
  name: z.string().min(1),
  accessToken: z.string().min(1),
  /** Its business account. Default: that of the configuration. */
  wabaId: digits.optional(),
  /** As in Meta's answers. */
  status: z.string().default('CONNECTED'),
  /** Permissions of the token. */
  scopes: z.array(z.string()).default(['whatsapp_business_management', 'whatsapp_business_messaging']),
  /** Whether the token names the business accounts that it may use. */
  namesAccounts: z.boolean().default(true),
});
export type MetaBusiness = z.output<typeof business>;

/** A template that exists from the start and is approved. The body of a creation call. */
const template = z.looseObject({
  name: z.string(),
  language: z.string(),
  category: z.string(),
  components: z.array(z.unknown()),
});

/** Meta's published limits. Raise them only in a load test of something else. */
const limits = z.object({
  /** Messages per second and business number. */
  throughput: z.int().positive().default(80),
  /** Size of a burst to one customer … */
  pairBurst: z.int().positive().default(45),
  /** … and the time until one more message is allowed. */
  pairEveryMs: z.int().nonnegative().default(6000),
  /** Like a test number: only these numbers can be written to. */
  allowedRecipients: z.array(e164).optional(),
  /** How long a template waits for approval. */
  reviewMs: z.int().nonnegative().default(1500),
});
export type MetaLimits = z.output<typeof limits>;

export const metaConfig = z.object({
  /** 0 picks a free port. */
  port: z.int().min(0).max(65_535).default(0),
  dataFile: z.string().min(1),
  appId: digits,
  appSecret: z.string().min(1),
  webhook: z.object({ url: z.url(), verifyToken: z.string().min(1) }),
  graphVersion: z
    .string()
    .regex(/^v\d+\.0$/, 'must be like v26.0')
    .default('v26.0'),
  wabaId: digits,
  portfolioId: digits.optional(),
  /** Fields that the app's webhook is subscribed to from the start. Without any, the app has no webhook yet. */
  appFields: z.array(z.string()).default(['messages', 'account_update', 'message_template_status_update']),
  businesses: z
    .array(business)
    .min(1)
    .refine((all) => new Set(all.map((each) => each.phoneNumberId)).size === all.length, 'phoneNumberId must be unique'),
  offsetMs: z.int().nonnegative().default(0),
  seed: z.string().optional(),
  templates: z.array(template).default([]),
  limits: limits.prefault({}),
});
export type MetaConfig = z.output<typeof metaConfig>;
export type MetaConfigInput = z.input<typeof metaConfig>;
