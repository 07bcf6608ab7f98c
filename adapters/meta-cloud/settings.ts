import type { BusinessNumber, Credential } from '#contracts/channel.ts';
import type { AccountConfig, BusinessConfig, ConnectionConfig } from './config.ts';

/** What a person copies from Meta's pages. */
export const credentials: readonly Credential[] = [
  {
    name: 'accessToken',
    secret: true,
    required: true,
    says: "A system user's access token with the permissions whatsapp_business_messaging and whatsapp_business_management. Meta Business Suite, Settings, System users.",
  },
  {
    name: 'appSecret',
    secret: true,
    required: true,
    says: 'The secret of the Meta app that made the token. App dashboard, App settings, Basic.',
  },
  {
    name: 'businessAccountId',
    secret: false,
    required: false,
    says: 'The id of the WhatsApp business account (WABA). Only needed if the token may use all accounts and so names none.',
  },
];

/** Meta keeps signing with the old secret for a while after it was changed. */
const MOST_SECRETS = 3;

export function settingsOf(
  { appSecret, accessToken, graphVersion, baseUrl, mediaHosts }: BusinessConfig,
  { id }: BusinessNumber,
  verifyToken: string,
  before?: ConnectionConfig,
): { readonly connection: ConnectionConfig; readonly account: AccountConfig } {
  const appSecrets = [...new Set([appSecret, ...(before?.appSecrets ?? [])])].slice(0, MOST_SECRETS);
  return {
    connection: { appSecrets, verifyToken },
    account: { phoneNumberId: id, accessToken, graphVersion, baseUrl, mediaHosts },
  };
}

export function businessOf(
  { appSecrets: [appSecret = ''] }: ConnectionConfig,
  { accessToken, graphVersion, baseUrl, mediaHosts }: AccountConfig,
): BusinessConfig {
  return { appSecret, accessToken, graphVersion, baseUrl, mediaHosts };
}
