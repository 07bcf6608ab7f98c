import { z } from 'zod';

const host = z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, 'must be a host name in lower case, with a port if it is not 443');

/** One Meta app. Its secret signs every webhook, for all numbers of the app. */
export const connectionConfig = z.object({
  /** Newest first. Keep the old secret next to the new one until Meta has stopped using it. */
  appSecrets: z.array(z.string().min(1, 'must not be empty')).min(1).max(3),
  /** The text you enter next to the callback URL in the app dashboard. */
  verifyToken: z.string().min(1, 'must not be empty'),
});
export type ConnectionConfig = z.output<typeof connectionConfig>;

/** One business number. */
export const accountConfig = z.object({
  /** The phone number id from the app dashboard, not the number itself. */
  phoneNumberId: z.string().regex(/^[\w-]{1,64}$/, 'must be the id of the number, as in the app dashboard'),
  /** A system user's token with whatsapp_business_messaging and whatsapp_business_management. */
  accessToken: z.string().regex(/^[\x21-\x7e]+$/, 'must be the token alone, without spaces or line ends'),
  graphVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d$/, 'must look like v25.0')
    .default('v25.0'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/(?<!\/)\/+$/, ''))
    .default('https://graph.facebook.com'),
  /** The only hosts media is downloaded from. They receive the token. */
  mediaHosts: z.array(host).min(1).default(['lookaside.fbsbx.com']),
});
export type AccountConfig = z.output<typeof accountConfig>;

/** The credentials of one WhatsApp business account (WABA). */
export const businessConfig = accountConfig.omit({ phoneNumberId: true }).extend({
  appSecret: z.string().regex(/^[\x21-\x7e]+$/, 'must be the secret alone, without spaces or line ends'),
  /** Only needed if the token does not name the business accounts it may use. */
  businessAccountId: z
    .string()
    .regex(/^\d{1,30}$/, 'must be the id of the business account (WABA): digits only')
    .optional(),
});
export type BusinessConfig = z.output<typeof businessConfig>;
