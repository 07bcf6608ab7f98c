import { z } from 'zod';

const accountSid = z.string().regex(/^AC[0-9a-fA-F]{32}$/, 'an account sid: AC and 32 hex digits');

/** The webhook side: one Twilio account or subaccount. */
export const connectionConfig = z.object({
  accountSid,
  /** Auth tokens that sign webhooks, newest first: primary, and secondary while tokens are rotated. */
  authTokens: z.array(z.string().min(1)).min(1).max(3),
});
export type TwilioConnection = z.output<typeof connectionConfig>;

const account = z.object({
  accountSid,
  authToken: z.string().min(1).optional(),
  /** An API key can be used instead of the auth token. */
  apiKey: z
    .string()
    .regex(/^SK[0-9a-fA-F]{32}$/, 'an API key sid: SK and 32 hex digits')
    .optional(),
  apiKeySecret: z.string().min(1).optional(),
  /** The WhatsApp sender's number. */
  from: z.string().regex(/^\+\d{5,15}$/, 'a number in E.164 form: + and digits, without whatsapp:'),
  /** Optional; the sender must be in its pool. */
  messagingServiceSid: z
    .string()
    .regex(/^MG[0-9a-fA-F]{32}$/, 'a messaging service sid: MG and 32 hex digits')
    .optional(),
  /** Used instead of Twilio's hosts: the sandbox or a proxy. */
  baseUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** The hosts with inbound media, to which api.twilio.com redirects. They receive no credentials. */
  mediaHosts: z
    .array(z.string().regex(/^[a-z0-9.-]+(:\d+)?$/, 'a host name'))
    .default(['mms.twiliocdn.com', 'media.twiliocdn.com', 's3-external-1.amazonaws.com']),
});
/** The sending side: one WhatsApp sender of an account. */
export const accountConfig = account.refine(
  (config) => config.authToken !== undefined || (config.apiKey !== undefined && config.apiKeySecret !== undefined),
  {
    message: 'needs authToken, or apiKey with apiKeySecret',
    path: ['authToken'],
  },
);
export type TwilioAccount = z.output<typeof accountConfig>;

/** The credentials of one account or subaccount. The auth token signs the webhooks, so it is needed beside an API key, too. */
export const businessConfig = account
  .omit({ from: true, authToken: true })
  .extend({ authToken: z.string().regex(/^[\x21-\x7e]+$/, 'must be the auth token alone, without spaces or line ends') })
  .refine(({ apiKey, apiKeySecret }) => (apiKey === undefined) === (apiKeySecret === undefined), {
    message: 'an API key needs its secret, and the secret its key',
    path: ['apiKeySecret'],
  });
export type TwilioBusiness = z.output<typeof businessConfig>;
