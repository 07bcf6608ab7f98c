import { z } from 'zod';
import { type Account, type Channel, defineChannel } from '#contracts/channel.ts';
import { metaCloud } from '#adapters/meta-cloud/index.ts';

/** A channel whose accounts do what the test says. Its account settings are any object. */
export function scriptedChannel(name: string, script: Partial<Account> = {}): Channel {
  return defineChannel({
    name,
    capabilities: metaCloud.capabilities,
    acknowledgement: { status: 200, type: 'text/plain', body: '' },
    connectionConfig: z.looseObject({}),
    accountConfig: z.looseObject({}),
    senderOf: () => '100',
    connect: () => ({ handshake: () => undefined, receive: () => [] }),
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
  });
}

/** Seals nothing. */
export const openSecrets = {
  seal: async (_: string, plain: string) => plain,
  open: async (_: string, sealed: string) => sealed,
  shred: async () => {},
  rotateMaster: async () => {},
};
