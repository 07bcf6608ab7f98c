import type { Channel } from '#contracts/channel.ts';

/** Every messaging provider by its name, loaded only when an account uses it. One line per adapter. */
export const channels: Readonly<Record<string, () => Promise<Channel>>> = {
  'meta-cloud': async () => (await import('./meta-cloud/index.ts')).metaCloud,
  twilio: async () => (await import('./twilio/index.ts')).twilio,
};
