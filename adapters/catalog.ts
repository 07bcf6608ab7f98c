import type { Channel } from '#contracts/channel.ts';

/** Every messaging provider by name, one line per adapter. An adapter is loaded only when an account uses it. */
export const channels: Readonly<Record<string, () => Promise<Channel>>> = {
  'meta-cloud': async () => (await import('./meta-cloud/index.ts')).metaCloud,
  twilio: async () => (await import('./twilio/index.ts')).twilio,
};
