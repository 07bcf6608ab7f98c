import { defineChannel } from '#contracts/channel.ts';
import { openAccount } from './account.ts';
import { openBusiness } from './business.ts';
import { capabilities } from './capabilities.ts';
import { accountConfig, businessConfig, connectionConfig } from './config.ts';
import { connect } from './connection.ts';
import { readStored, readWebhook } from './inbound.ts';
import { NAME } from './name.ts';
import { businessOf, credentials, settingsOf } from './settings.ts';

/** WhatsApp through Meta's Cloud API. */
export const metaCloud = defineChannel({
  name: NAME,
  capabilities,
  connectionConfig,
  accountConfig,
  businessConfig,
  credentials,
  webhooksPer: 'business_account',
  senderOf: ({ phoneNumberId }) => phoneNumberId,
  connect,
  normalize: readStored,
  read: (body, receivedAt) => [...readWebhook(body, receivedAt)],
  open: openAccount,
  business: openBusiness,
  settingsOf,
  businessOf,
  verifyTokenOf: ({ verifyToken }) => verifyToken,
});
