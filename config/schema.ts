import { z } from 'zod';

/** Every setting: its default, what it must look like, and one sentence. Environment variables carry the names in capitals. */
const port = z.coerce.number().int().min(0).max(65_535);
const milliseconds = z.coerce.number().int().min(100).max(3_600_000);

export const settingsShape = z.object({
  DESKBELL_DATA: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder of everything that is kept: the database, files, logs of the sandbox.'),
  DESKBELL_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File of the master key that credentials are sealed with; made at the first start. Default: master.key in DESKBELL_DATA.',
    ),
  DESKBELL_PORT: port
    .default(7350)
    .describe('Port of the pages and their API, on 127.0.0.1 only until sign-in exists. 0 takes a free one.'),
  DESKBELL_WEBHOOK_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address on which provider webhooks are accepted; 0.0.0.0 behind a proxy.'),
  DESKBELL_WEBHOOK_PORT: port.default(7351).describe('Port on which provider webhooks are accepted. 0 takes a free one.'),
  DESKBELL_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address under which providers reach the webhook port, as they call it (https://desk.example.com). Default: the webhook port on loopback.',
    ),
  DESKBELL_WEBHOOK_LIMIT: z.coerce
    .number()
    .int()
    .min(10_000)
    .max(4_500_000)
    .default(4_000_000)
    .describe('Largest webhook body in bytes; Meta sends at most 3 MB.'),
  DESKBELL_SEND_DEADLINE_MS: milliseconds
    .default(10_000)
    .describe('A send without an answer after this is unknown, never repeated.'),
  DESKBELL_SETTLE_DEADLINE_MS: milliseconds
    .default(30_000)
    .describe('An unknown send that nothing settled after this is shown as unsettled.'),
  DESKBELL_MEDIA_LIMIT: z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000_000)
    .default(16_000_000)
    .describe('Largest file in bytes that is fetched from a customer.'),
  DESKBELL_LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('How much is logged; never bodies, numbers or tokens.'),
});
export type Settings = z.output<typeof settingsShape>;
