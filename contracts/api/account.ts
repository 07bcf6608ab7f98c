import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { done, password, platformRole, role, slowly } from './access-parts.ts';
import { tenantCard } from './desk.ts';
import { defineRoute, json } from './route.ts';

const me = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  secondFactor: z.boolean().describe('Whether a code is asked for when signing in.'),
});

export const showMe = defineRoute({
  name: 'showMe',
  method: 'GET',
  path: '/api/me',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: {
    200: json(
      me
        .extend({
          tenants: z.array(z.object({ tenant: tenantCard, role, permissions: z.array(z.string()) })),
        })
        .meta({ id: 'Me', description: 'Who is signed in, and what they may do in each of their businesses.' }),
      'Who is signed in.',
    ),
  },
  says: 'Shows who is signed in, with their businesses and what they may do there.',
  tags: ['access'],
});

export const showOperator = defineRoute({
  name: 'showOperator',
  method: 'GET',
  path: '/api/admin/me',
  boundary: 'platform',
  permission: '',
  params: {},
  answers: { 200: json(me.extend({ role: platformRole, permissions: z.array(z.string()) }), 'Who is signed in.') },
  says: 'Shows which operator is signed in.',
  tags: ['access'],
});

const sessionCard = z
  .object({
    id: z.string(),
    device: z.string().describe('The browser, as it names itself.'),
    boundary: z.enum(['tenant', 'platform']),
    createdAt: epochMs,
    seenAt: epochMs.describe('To ten minutes.'),
    current: z.boolean(),
  })
  .meta({ id: 'SessionCard', description: 'A browser in which a person is signed in.' });

export const listSessions = defineRoute({
  name: 'listSessions',
  method: 'GET',
  path: '/api/me/sessions',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: { 200: json(z.object({ sessions: z.array(sessionCard) }), 'Newest first.') },
  says: 'Lists the browsers in which one is signed in.',
  tags: ['access'],
});

export const endSession = defineRoute({
  name: 'endSession',
  method: 'DELETE',
  path: '/api/me/sessions/:session',
  boundary: 'tenant',
  permission: '',
  params: { session: z.string().describe('Id of the session, or `others` for all but this one.') },
  answers: { 200: done },
  errors: ['not_found'],
  says: 'Signs out in another browser, or in all others.',
  tags: ['access'],
});

export const changePassword = defineRoute({
  name: 'changePassword',
  method: 'PUT',
  path: '/api/me/password',
  boundary: 'tenant',
  permission: '',
  params: {},
  body: z.strictObject({ current: password, next: password }),
  answers: { 200: done },
  errors: ['wrong_credentials', 'bad_password', ...slowly],
  says: 'Changes the password. The sessions in other browsers end.',
  tags: ['access'],
});

export const startSecondFactor = defineRoute({
  name: 'startSecondFactor',
  method: 'GET',
  path: '/api/me/second-factor/secret',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: {
    200: json(
      z.object({ secret: z.string(), address: z.string().describe('For the square code of an authenticator app.') }),
      'A secret that nothing uses yet.',
    ),
  },
  says: 'Makes a secret for an authenticator app.',
  tags: ['access'],
});

export const turnSecondFactorOn = defineRoute({
  name: 'turnSecondFactorOn',
  method: 'PUT',
  path: '/api/me/second-factor',
  boundary: 'tenant',
  permission: '',
  params: {},
  body: z.strictObject({
    password,
    secret: z.string().regex(/^[A-Z2-7]{32}$/, 'must be the secret that was answered before'),
    code: z.string().max(10),
  }),
  answers: {
    200: json(
      z.object({ recoveryCodes: z.array(z.string()) }),
      'The second factor is on. Each of these codes replaces the app once; they are not shown again.',
    ),
  },
  errors: ['wrong_credentials', 'wrong_code', ...slowly],
  says: 'Turns the second factor on, once a code shows that the app has the secret.',
  tags: ['access'],
});

export const turnSecondFactorOff = defineRoute({
  name: 'turnSecondFactorOff',
  method: 'DELETE',
  path: '/api/me/second-factor',
  boundary: 'tenant',
  permission: '',
  params: {},
  body: z.strictObject({ password }),
  answers: { 200: done },
  errors: ['wrong_credentials', ...slowly],
  says: 'Turns the second factor off.',
  tags: ['access'],
});
