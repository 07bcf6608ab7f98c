import { z } from 'zod';
import { defineEvent } from './define.ts';

/** Who did it: a user's id, or `system` for the command line. */
const by = z.string();

const access = <M extends z.ZodRawShape>(kind: string, says: string, data: M) =>
  defineEvent({ kind, stream: 'platform', says, data: z.object({ ...data, by }) });

const userId = z.string();
/** Empty for the platform. */
const tenantId = z.string();

/** Who may do what, keyed by the user or by the tenant. */
export const accessEvents = {
  userCreated: access('user.created', 'A person can sign in from now on.', { userId }),
  passwordChanged: access('user.password_changed', 'A person has another password. Their other sessions have ended.', { userId }),
  secondFactorChanged: access('user.second_factor_changed', 'A person turned the second factor on or off.', {
    userId,
    on: z.boolean(),
  }),
  passkeyAdded: access('user.passkey_added', 'A person can sign in with a passkey.', { userId }),
  passkeyRemoved: access('user.passkey_removed', 'A passkey no longer signs its person in.', { userId }),
  signedIn: access('user.signed_in', 'A person signed in.', { userId, boundary: z.enum(['tenant', 'platform']) }),
  invited: access('person.invited', 'Somebody was invited to a tenant or to the platform.', {
    tenantId,
    linkId: z.string(),
    role: z.string(),
  }),
  invitationWithdrawn: access('person.invitation_withdrawn', 'An invitation no longer works.', { tenantId, linkId: z.string() }),
  joined: access('person.joined', 'A person accepted an invitation.', { tenantId, userId, role: z.string() }),
  roleChanged: access('person.role_changed', 'A person has another role.', { tenantId, userId, role: z.string() }),
  left: access('person.removed', 'A person no longer belongs to a tenant or to the platform.', { tenantId, userId }),
  keyCreated: access('key.created', 'A key of the API was made.', { tenantId, keyId: z.string() }),
  keyRevoked: access('key.revoked', 'A key of the API no longer works.', { tenantId, keyId: z.string() }),
};
