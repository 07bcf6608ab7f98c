import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { email, role, platformRole, done } from './access-parts.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

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
