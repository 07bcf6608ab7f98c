import { z } from 'zod';
import { KEY_PERMISSIONS, PLATFORM_ROLES, ROLES } from '../access.ts';
import { epochMs } from '../clock.ts';
import { passkeyResponse } from '../passkeys.ts';
import { tenantCard } from './desk.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

export { ROLES };

// oxlint-disable-next-line no-control-regex
const PLAIN = /^[^\u0000-\u001f\u007f-\u009f\ud800-\udfff]*$/u;
const email = z
  .string()
  .max(254, 'must have at most 254 characters')
  .trim()
  .regex(/^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]+$/, 'must be an e-mail address')
  .regex(PLAIN, 'must be an e-mail address');
const password = z.string().min(1, 'must not be empty').max(1_000, 'must have at most 1,000 characters');
const code = z
  .string()
  .max(40)
  .default('')
  .describe('The six digits of the second factor, or a recovery code. Only where the answer was `code_needed`.');
const personName = z
  .string()
  .max(80, 'must have at most 80 characters')
  .regex(PLAIN, 'must be plain text without control characters')
  .trim();
const linkToken = z.string().min(20).max(100);
const role = z.enum(ROLES, `must be one of ${ROLES.join(', ')}`);
const platformRole = z.enum(PLATFORM_ROLES, `must be one of ${PLATFORM_ROLES.join(', ')}`);
const done = json(z.object({ done: z.literal(true) }), 'It is done.');
const slowly = ['slow_down', 'busy'] as const;

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

const personCard = z
  .object({ id: z.string(), name: z.string(), email: z.string(), role, since: epochMs, secondFactor: z.boolean() })
  .meta({ id: 'PersonCard', description: 'Somebody who works for the business.' });
const invitationCard = z
  .object({ id: z.string(), email: z.string(), role: z.string(), createdAt: epochMs, expiresAt: epochMs })
  .meta({ id: 'InvitationCard', description: 'An invitation that nobody has accepted yet.' });
const invited = json(
  z.object({
    invitation: invitationCard,
    address: z.string().describe('The link. Whoever opens it can join, so hand it to nobody else.'),
    mailed: z.boolean().describe('Whether the mail server took the mail. If not, hand the link over yourself.'),
  }),
  'The invitation.',
);

export const listPeople = defineRoute({
  name: 'listPeople',
  method: 'GET',
  path: '/api/tenants/:tenant/people',
  boundary: 'tenant',
  permission: 'people.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ people: z.array(personCard), invitations: z.array(invitationCard) }), 'The longest first.') },
  says: 'Lists who works for the business, and who is invited.',
  tags: ['access'],
});

export const invitePerson = defineRoute({
  name: 'invitePerson',
  method: 'POST',
  path: '/api/tenants/:tenant/invitations',
  boundary: 'tenant',
  permission: 'people.write',
  params: { tenant: tenantParam },
  body: z.strictObject({ email, role }),
  answers: { 200: invited },
  errors: ['above_own_role'],
  says: 'Invites somebody by e-mail. The link works once, for seven days.',
  tags: ['access'],
});

export const withdrawInvitation = defineRoute({
  name: 'withdrawInvitation',
  method: 'DELETE',
  path: '/api/tenants/:tenant/invitations/:invitation',
  boundary: 'tenant',
  permission: 'people.write',
  params: { tenant: tenantParam, invitation: z.string().describe('Id of the invitation.') },
  answers: { 200: done },
  errors: ['not_found'],
  says: 'Withdraws an invitation. Its link works no longer.',
  tags: ['access'],
});

const personParam = z.string().describe('Id of the person.');

export const changeRole = defineRoute({
  name: 'changeRole',
  method: 'PUT',
  path: '/api/tenants/:tenant/people/:person',
  boundary: 'tenant',
  permission: 'people.write',
  params: { tenant: tenantParam, person: personParam },
  body: z.strictObject({ role }),
  answers: { 200: done },
  errors: ['not_found', 'above_own_role', 'last_owner'],
  says: 'Gives somebody another role. It holds from their next request on.',
  tags: ['access'],
});

export const removePerson = defineRoute({
  name: 'removePerson',
  method: 'DELETE',
  path: '/api/tenants/:tenant/people/:person',
  boundary: 'tenant',
  permission: 'people.write',
  params: { tenant: tenantParam, person: personParam },
  answers: { 200: done },
  errors: ['not_found', 'above_own_role', 'last_owner'],
  says: 'Removes somebody from the business. Their account and their other businesses stay.',
  tags: ['access'],
});

const keyCard = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('How the key begins.'),
    permissions: z.array(z.string()),
    createdAt: epochMs,
    usedAt: epochMs.optional().describe('To ten minutes. Missing if it was never used.'),
    expiresAt: epochMs.optional().describe('Missing if it does not expire.'),
  })
  .meta({ id: 'KeyCard', description: 'A key of the API, without the key itself.' });

export const listKeys = defineRoute({
  name: 'listKeys',
  method: 'GET',
  path: '/api/tenants/:tenant/keys',
  boundary: 'tenant',
  permission: 'keys.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ keys: z.array(keyCard) }), 'Newest first.') },
  says: 'Lists the keys of the API.',
  tags: ['access'],
});

export const createKey = defineRoute({
  name: 'createKey',
  method: 'POST',
  path: '/api/tenants/:tenant/keys',
  boundary: 'tenant',
  permission: 'keys.write',
  params: { tenant: tenantParam },
  body: z.strictObject({
    name: personName.min(1, 'must not be empty'),
    permissions: z
      .array(z.enum(KEY_PERMISSIONS, `must be some of ${KEY_PERMISSIONS.join(', ')}`))
      .min(1, 'must name at least one permission')
      .max(KEY_PERMISSIONS.length),
    expiresAt: epochMs.optional().describe('Milliseconds since 1970. Missing: it does not expire.'),
  }),
  answers: { 200: json(z.object({ key: z.string().describe('Shown this once.'), card: keyCard }), 'The key.') },
  errors: ['in_the_past'],
  says: 'Makes a key for other software: `Authorization: Bearer <key>`. It can do what is named, in this business.',
  tags: ['access'],
});

export const revokeKey = defineRoute({
  name: 'revokeKey',
  method: 'DELETE',
  path: '/api/tenants/:tenant/keys/:key',
  boundary: 'tenant',
  permission: 'keys.write',
  params: { tenant: tenantParam, key: z.string().describe('Id of the key.') },
  answers: { 200: done },
  errors: ['not_found'],
  says: 'Revokes a key at once.',
  tags: ['access'],
});

export const inviteOwner = defineRoute({
  name: 'inviteOwner',
  method: 'POST',
  path: '/api/admin/tenants/:tenant/invitations',
  boundary: 'platform',
  permission: 'tenants.write',
  params: { tenant: tenantParam },
  body: z.strictObject({ email, role }),
  answers: { 200: invited },
  says: 'Invites somebody to a business, its first owner for example.',
  tags: ['access'],
});

export const listOperators = defineRoute({
  name: 'listOperators',
  method: 'GET',
  path: '/api/admin/operators',
  boundary: 'platform',
  permission: 'operators.read',
  params: {},
  answers: {
    200: json(
      z.object({
        operators: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), role: platformRole, since: epochMs })),
        invitations: z.array(invitationCard),
      }),
      'The longest first.',
    ),
  },
  says: 'Lists who runs the platform, and who is invited to.',
  tags: ['access'],
});

export const inviteOperator = defineRoute({
  name: 'inviteOperator',
  method: 'POST',
  path: '/api/admin/invitations',
  boundary: 'platform',
  permission: 'operators.write',
  params: {},
  body: z.strictObject({ email, role: platformRole }),
  answers: { 200: invited },
  says: 'Invites somebody to run the platform. The link works once, for a day.',
  tags: ['access'],
});

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
