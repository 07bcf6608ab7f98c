import { z } from 'zod';
import { email, password, code, personName, linkToken, done, slowly } from './access-parts.ts';
import { defineRoute, json } from './route.ts';

const credentials = z.strictObject({ email, password, code });

export const signIn = defineRoute({
  name: 'signIn',
  method: 'POST',
  path: '/api/sign-in',
  boundary: 'open',
  permission: '',
  params: {},
  body: credentials,
  answers: { 200: done },
  errors: ['wrong_credentials', 'code_needed', 'wrong_code', ...slowly],
  says: 'Signs a person of a business in. The session is in a cookie of the answer.',
  tags: ['access'],
});

export const signInAsOperator = defineRoute({
  ...signIn,
  name: 'signInAsOperator',
  path: '/api/admin/sign-in',
  says: 'Signs an operator of the platform in. This session opens nothing of a business, and theirs opens nothing here.',
});

export const signOut = defineRoute({
  name: 'signOut',
  method: 'POST',
  path: '/api/sign-out',
  boundary: 'tenant',
  permission: '',
  params: {},
  answers: { 200: done },
  says: 'Ends the session of this browser.',
  tags: ['access'],
});

export const signOutAsOperator = defineRoute({
  ...signOut,
  name: 'signOutAsOperator',
  path: '/api/admin/sign-out',
  boundary: 'platform',
  says: "Ends the operator's session of this browser.",
});

export const askForReset = defineRoute({
  name: 'askForReset',
  method: 'POST',
  path: '/api/password-resets',
  boundary: 'open',
  permission: '',
  params: {},
  body: z.strictObject({ email }),
  answers: { 200: json(z.object({ done: z.literal(true) }), 'If the address has an account, a mail is on its way.') },
  errors: slowly,
  says: 'Mails a link for a new password. The answer is the same for an address without an account.',
  tags: ['access'],
});

export const lookAtLink = defineRoute({
  name: 'lookAtLink',
  method: 'POST',
  path: '/api/links/look',
  boundary: 'open',
  permission: '',
  params: {},
  body: z.strictObject({ token: linkToken }),
  answers: {
    200: json(
      z.object({
        kind: z.enum(['invitation', 'operator', 'reset']),
        email: z.string().describe('Empty for the first operator, who chooses one.'),
        business: z.string().describe('Empty for the platform.'),
        role: z.string(),
        known: z.boolean().describe('The address has an account already: its password is asked for instead of a new one.'),
      }),
      'What the link is for.',
    ),
  },
  errors: ['no_link'],
  says: 'Shows what a single-use link is for, without using it up.',
  tags: ['access'],
});

export const acceptLink = defineRoute({
  name: 'acceptLink',
  method: 'POST',
  path: '/api/links/accept',
  boundary: 'open',
  permission: '',
  params: {},
  body: z.strictObject({
    token: linkToken,
    email: z
      .union([email, z.literal('')])
      .default('')
      .describe('Only for the first operator.'),
    name: personName.default('').describe('Of somebody who has no account yet.'),
    password,
    code,
  }),
  answers: {
    200: json(
      z.object({ boundary: z.enum(['tenant', 'platform']), tenant: z.string().describe('Empty if it is about no business.') }),
      'The link is used up, and the person is signed in.',
    ),
  },
  errors: ['no_link', 'bad_password', 'wrong_credentials', 'code_needed', 'wrong_code', ...slowly],
  says: 'Uses a single-use link: joins a business or the platform, or sets a new password. Signs in.',
  tags: ['access'],
});
