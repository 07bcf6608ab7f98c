import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { passkeyResponse } from '../passkeys.ts';
import { done, slowly } from './access-parts.ts';
import { defineRoute, json } from './route.ts';

const options = json(z.object({ options: z.record(z.string(), z.unknown()) }), 'What the browser asks the device for.');

export const askForPasskey = defineRoute({
  name: 'askForPasskey',
  method: 'POST',
  path: '/api/passkeys/ask',
  boundary: 'open',
  permission: '',
  params: {},
  answers: { 200: options },
  says: 'Begins signing in with a passkey: answers with the options of `navigator.credentials.get`.',
  tags: ['access'],
});

export const signInWithPasskey = defineRoute({
  name: 'signInWithPasskey',
  method: 'POST',
  path: '/api/passkeys/sign-in',
  boundary: 'open',
  permission: '',
  params: {},
  body: z.strictObject({ boundary: z.enum(['tenant', 'platform']), response: passkeyResponse }),
  answers: { 200: done },
  errors: ['wrong_credentials', ...slowly],
  says: 'Signs in with a passkey. It is two factors in one, so no code is asked for.',
  tags: ['access'],
});

export const listPasskeys = defineRoute({
  name: 'listPasskeys',
  method: 'GET',
  path: '/api/me/passkeys',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: {
    200: json(
      z.object({
        passkeys: z.array(
          z.object({ id: z.string(), device: z.string(), createdAt: epochMs, usedAt: epochMs.optional() }).meta({
            id: 'PasskeyCard',
            description: 'A passkey of the person.',
          }),
        ),
      }),
      'The oldest first.',
    ),
  },
  says: 'Lists the passkeys of the person.',
  tags: ['access'],
});

export const startPasskey = defineRoute({
  name: 'startPasskey',
  method: 'POST',
  path: '/api/me/passkeys/ask',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: { 200: options },
  says: 'Begins adding a passkey: answers with the options of `navigator.credentials.create`.',
  tags: ['access'],
});

export const addPasskey = defineRoute({
  name: 'addPasskey',
  method: 'POST',
  path: '/api/me/passkeys',
  boundary: 'tenant',
  permission: '',
  params: {},
  body: z.strictObject({ response: passkeyResponse }),
  answers: { 200: done },
  errors: ['bad_passkey'],
  says: 'Adds the passkey that the device made.',
  tags: ['access'],
});

export const removePasskey = defineRoute({
  name: 'removePasskey',
  method: 'DELETE',
  path: '/api/me/passkeys/:passkey',
  boundary: 'tenant',
  permission: '',
  params: { passkey: z.string().describe('Id of the passkey.') },
  answers: { 200: done },
  errors: ['not_found'],
  says: 'Removes a passkey. It signs nobody in any more.',
  tags: ['access'],
});
