import type { z } from 'zod';
import type { BusinessNumber, Credential } from '#contracts/channel.ts';
import type { TwilioAccount, TwilioBusiness, TwilioConnection, accountConfig, businessConfig } from './config.ts';

/** What a person copies from the Twilio Console. */
export const credentials: readonly Credential[] = [
  { name: 'accountSid', secret: false, required: true, says: 'The account SID, AC and 32 digits. Twilio Console, Account Info.' },
  {
    name: 'authToken',
    secret: true,
    required: true,
    says: 'The auth token of the same account. It also verifies webhooks. Twilio Console, Account Info.',
  },
  {
    name: 'apiKey',
    secret: false,
    required: false,
    says: 'The SID of an API key, SK and 32 digits, to make calls with instead of the auth token.',
  },
  { name: 'apiKeySecret', secret: true, required: false, says: 'The secret of the API key.' },
];

/** While tokens are rotated, Twilio signs with the old one until the new one is made the primary. */
const MOST_TOKENS = 3;

export function settingsOf(
  { accountSid, authToken, apiKey, apiKeySecret, baseUrl, mediaHosts, messagingServiceSid }: TwilioBusiness,
  { number }: BusinessNumber,
  _: string,
  before?: TwilioConnection,
): { readonly connection: TwilioConnection; readonly account: z.input<typeof accountConfig> } {
  const kept = before?.accountSid === accountSid ? before.authTokens : [];
  const key = apiKey === undefined ? { authToken } : { apiKey, apiKeySecret };
  return {
    connection: { accountSid, authTokens: [...new Set([authToken, ...kept])].slice(0, MOST_TOKENS) },
    account: { accountSid, ...key, from: number, baseUrl, mediaHosts, messagingServiceSid },
  };
}

export function businessOf(
  { authTokens: [authToken = ''] }: TwilioConnection,
  { accountSid, apiKey, apiKeySecret, baseUrl, mediaHosts, messagingServiceSid }: TwilioAccount,
): z.input<typeof businessConfig> {
  return { accountSid, authToken, apiKey, apiKeySecret, baseUrl, mediaHosts, messagingServiceSid };
}
