import { defineChannel } from '#contracts/channel.ts';
import { openAccount } from './account.ts';
import { openBusiness } from './business.ts';
import { capabilities } from './capabilities.ts';
import { accountConfig, businessConfig, connectionConfig } from './config.ts';
import { failure } from './failures.ts';
import { one, readFields } from './fields.ts';
import { partOf } from './inbound.ts';
import { businessOf, credentials, settingsOf } from './settings.ts';
import { verifiedFields } from './signature.ts';

/** WhatsApp through Twilio. */
export const twilio = defineChannel({
  name: 'twilio',
  capabilities,
  connectionConfig,
  accountConfig,
  businessConfig,
  credentials,
  webhooksPer: 'number',
  senderOf: ({ from }) => `whatsapp:${from}`,

  connect: ({ accountSid, authTokens }) => ({
    /** Empty TwiML: no reply, and no warning in Twilio's debugger. */
    acknowledgement: { status: 200, type: 'text/xml', body: '<Response/>' },
    /** Twilio has no handshake. */
    handshake: () => undefined,
    receive(request, receivedAt) {
      const fields = verifiedFields(request, authTokens);
      const owner = one(fields, 'AccountSid');
      if (owner !== undefined && owner !== accountSid) throw failure('malformed', 'the webhook belongs to another account');
      const ref = new URL(request.url).searchParams.get('ref');
      return [partOf(ref === null ? fields : { ...fields, ref }, receivedAt)];
    },
  }),

  normalize: (raw, receivedAt) => [partOf(readFields(raw), receivedAt)],
  read: (body, receivedAt) => [partOf(readFields(body), receivedAt)],

  open: openAccount,
  business: openBusiness,
  settingsOf,
  businessOf,
  verifyTokenOf: () => '',
});
