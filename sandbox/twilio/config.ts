import { z } from 'zod';
import { epochMs } from '#contracts/clock.ts';

const webhookUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) address' });
const sidOf = (letters: string) =>
  z.string().regex(new RegExp(`^${letters}[0-9a-fA-F]{32}$`), `must be ${letters} and 32 hexadecimal digits`);

export const business = z.strictObject({
  /** The WhatsApp sender, `XE…`; also the id of the business on the phone. */
  senderSid: sidOf('XE'),
  number: z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +34600000001'),
  name: z.string().min(1).max(80),
  /** Where inbound messages go until the Senders API sets another URL. A fragment like `#rc=3&rp=5xx,rt,ct` sets the retries. */
  webhookUrl: webhookUrl.optional(),
  /** As in Twilio's answers. */
  status: z.string().default('ONLINE'),
  /** Status callback URL for messages that name no `StatusCallback`. */
  statusUrl: webhookUrl.optional(),
  /** The sender's Messaging Service: `MG…`. */
  messagingServiceSid: sidOf('MG').optional(),
});
export type Business = z.infer<typeof business>;

export const twilioSandbox = z.strictObject({
  /** 0 picks a free port. */
  port: z.int().min(0).max(65_535).default(0),
  /** A SQLite file, or `:memory:`. */
  dataFile: z.string().min(1),
  accountSid: sidOf('AC'),
  authToken: z.string().min(1),
  businesses: z.array(business).min(1),
  /** How far the clock is ahead of the real one. A larger offset in the file wins. */
  offsetMs: epochMs.default(0),
  /** Makes ids and faults repeatable. */
  seed: z.string().optional(),
  /** Messages per second and sender; further ones are queued. Twilio's default is 80. */
  messagesPerSecond: z.number().positive().default(80),
  /** Longest wait in a sender's queue, in seconds. 10 hours on Twilio's newest page. */
  queueSeconds: z.int().positive().default(36_000),
  /** Recipients on Twilio's block list: refused with 21610. */
  optedOut: z.array(z.string()).default([]),
});
export type TwilioSandbox = z.infer<typeof twilioSandbox>;
