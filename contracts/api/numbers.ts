import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

const channelField = z.string().max(40).describe('Name of a channel, like `meta-cloud` or `twilio`.');
const credentials = z
  .record(z.string().max(40), z.string().max(4000, 'must have at most 4000 characters'))
  .describe('As the list of channels names them. They are sealed, and no answer contains them.');
const numberParam = z.string().max(100).describe('Id of the connected number.');

const channelCard = z
  .object({
    channel: channelField,
    credentials: z.array(
      z.object({
        name: z.string(),
        secret: z.boolean(),
        required: z.boolean(),
        says: z.string().describe('What it is and where it is found.'),
      }),
    ),
  })
  .meta({ id: 'Channel', description: 'A messaging provider, and what it takes to connect a number of it.' });

const numberChoice = z
  .object({
    id: z.string().describe("The provider's id of the number."),
    number: z.string(),
    name: z.string().describe('As the provider has verified it. Empty if it has not.'),
    status: z.string().describe("The provider's own word."),
    quality: z.string().describe("The provider's own word."),
    problem: z.string().optional().describe('Why it cannot be used yet, and what to do.'),
    connected: z.boolean().describe('Whether this business has connected it.'),
  })
  .meta({ id: 'NumberChoice', description: 'A number that the credentials may use.' });

const connectedNumber = z
  .object({
    id: z.string(),
    channel: channelField,
    number: z.string(),
    name: z.string(),
    state: z
      .enum(['begun', 'made', 'connected'])
      .describe('`made`: stored, but the provider has not confirmed that it sends its messages here.'),
    paused: z.boolean().describe('Whether the provider refused the credentials. Messages wait until there are new ones.'),
    current: z.boolean().describe('Whether new messages are sent through it.'),
    webhookUrl: z.string().describe('Where the provider sends its messages.'),
    sender: z.string().describe('Id of the sender.'),
    account: z.string().describe('Id of the account.'),
    changedAt: epochMs,
  })
  .meta({ id: 'ConnectedNumber', description: 'A number of a provider that belongs to the business. Without its credentials.' });

const providerErrors = [
  'unknown_channel',
  'bad_credentials',
  'provider_refuses',
  'provider_unreachable',
  'provider_busy',
] as const;
const connectErrors = [
  ...providerErrors,
  'choose_a_number',
  'number_not_ready',
  'number_in_use',
  'business_account_in_use',
  'no_public_url',
  'webhook_not_confirmed',
] as const;

export const listChannels = defineRoute({
  name: 'listChannels',
  method: 'GET',
  path: '/api/tenants/:tenant/channels',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ channels: z.array(channelCard) }), 'The channels.') },
  says: 'Lists the messaging providers, and the credentials that each needs.',
  tags: ['set-up'],
});

export const chooseNumber = defineRoute({
  name: 'chooseNumber',
  method: 'POST',
  path: '/api/tenants/:tenant/number-choices',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: z.strictObject({ channel: channelField, credentials }),
  answers: {
    200: json(z.object({ numbers: z.array(numberChoice) }), 'The numbers. Nothing is connected, and no credential is stored.'),
  },
  errors: providerErrors,
  takesIdempotencyKey: true,
  says: 'Asks a provider which numbers these credentials may use.',
  tags: ['set-up'],
});

export const listNumbers = defineRoute({
  name: 'listNumbers',
  method: 'GET',
  path: '/api/tenants/:tenant/numbers',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ numbers: z.array(connectedNumber) }), 'The connected numbers.') },
  says: 'Lists the numbers of the business.',
  tags: ['set-up'],
});

export const connectNumber = defineRoute({
  name: 'connectNumber',
  method: 'POST',
  path: '/api/tenants/:tenant/numbers',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: z.strictObject({
    channel: channelField,
    credentials,
    number: z
      .string()
      .max(100)
      .optional()
      .describe("The provider's id of the number, or the number itself. Default: the only one that can be used."),
  }),
  answers: { 200: json(connectedNumber, 'The number. Its messages arrive from now on.') },
  errors: connectErrors,
  takesIdempotencyKey: true,
  says: 'Connects a number: stores its credentials, and has the provider send its messages here. It may be repeated.',
  tags: ['set-up'],
});

export const putCredentials = defineRoute({
  name: 'putCredentials',
  method: 'PUT',
  path: '/api/tenants/:tenant/numbers/:number/credentials',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam, number: numberParam },
  body: z.strictObject({ credentials }),
  answers: { 200: json(connectedNumber, 'The number. If it was paused, it is used again, and what waited is sent.') },
  errors: ['not_found', ...connectErrors],
  takesIdempotencyKey: true,
  says: 'Replaces the credentials of a number. Webhooks signed with the old secret are accepted for as long as the provider uses it.',
  tags: ['set-up'],
});

export const numberRoutes = [listChannels, chooseNumber, listNumbers, connectNumber, putCredentials] as const;
