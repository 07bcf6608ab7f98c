import { defineChannel } from '#contracts/channel.ts';
import { openAccount } from './account.ts';
import { capabilities } from './capabilities.ts';
import { accountConfig, connectionConfig } from './config.ts';
import { connect } from './connection.ts';
import { readStored, readWebhook } from './inbound.ts';
import { NAME } from './name.ts';

/** WhatsApp through Meta's Cloud API. */
export const metaCloud = defineChannel({
  name: NAME,
  capabilities,
  connectionConfig,
  accountConfig,
  senderOf: ({ phoneNumberId }) => phoneNumberId,
  connect,
  normalize: readStored,
  read: (body, receivedAt) => [...readWebhook(body, receivedAt)],
  open: openAccount,
});
