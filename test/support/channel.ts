import { z } from 'zod';
import { type Account, type Channel, defineChannel } from '#contracts/channel.ts';
import { inboundEvent } from '#contracts/inbound.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';

const parts = z.array(
  z.object({
    address: z.string().optional(),
    businessAccount: z.string().optional(),
    raw: z.string(),
    events: z.array(inboundEvent),
  }),
);

/** A channel whose accounts do what the test says, and whose webhooks are parts as JSON. Its settings are any object. */
export function scriptedChannel(name: string, script: Partial<Account> = {}): Channel {
  return defineChannel({
    name,
    capabilities: metaCloud.capabilities,
    connectionConfig: z.looseObject({}),
    accountConfig: z.looseObject({}),
    businessConfig: z.looseObject({}),
    credentials: [],
    webhooksPer: 'number',
    senderOf: () => '100',
    connect: () => ({
      acknowledgement: { status: 200, type: 'text/plain', body: '' },
      handshake: () => undefined,
      receive: ({ body }) => parts.parse(JSON.parse(Buffer.from(body).toString())),
    }),
    normalize: () => [],
    read: () => [],
    open: () => ({
      send: async ({ messageId }) => ({ providerMessageId: `${name}-${messageId}` }),
      settle: async () => ({ kind: 'unsure' }),
      download: () => Promise.reject(new Error('not asked for')),
      acknowledge: async () => {},
      check: async () => ({ reachable: true, detail: 'good' }),
      ...script,
    }),
    business: () => ({ numbers: async () => [], subscribe: async () => {}, check: async () => 'ours' }),
    settingsOf: (config) => ({ connection: config, account: config }),
    businessOf: (_, account) => account,
    verifyTokenOf: () => '',
  });
}

/** Seals nothing. */
export const openSecrets = {
  seal: async (_: string, plain: string) => plain,
  open: async (_: string, sealed: string) => sealed,
  shred: async () => {},
  rotateMaster: async () => {},
};
