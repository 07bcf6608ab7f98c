import {
  changeRole as changeRoleRoute,
  inviteOperator,
  inviteOwner,
  invitePerson,
  listOperators,
  listPeople,
  removePerson,
  withdrawInvitation,
} from '#contracts/api/people.ts';
import { type Caller, type Role, mayGive } from '#contracts/access.ts';
import { type OneTimeLink, operators, users } from '#contracts/records/access.ts';
import { type Inviting, invite, openInvitations, withdraw } from '#core/access/invite.ts';
import { type Placed, changeRole, membersOf, removeMember } from '#core/access/members.ts';
import type { AccessWorld } from '#core/access/world.ts';
import { all } from '#core/walking/everything.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

const DONE = { done: true } as const;

/** Who works for a business or runs the platform, and who is invited to. */
export function peopleRoutes(world: AccessWorld): readonly Served[] {
  const invited = async (asked: Inviting) => {
    const { link, address, mailed } = await invite(world, asked);
    return { status: 200, body: { invitation: cardOf(link), address, mailed } } as const;
  };
  return [
    served(listPeople, async ({ tenant }) => {
      const people = (await membersOf(world, tenant.tenantId)).map(({ user: { id, name, email, sealedTotp }, membership }) => {
        return { id, name, email, role: membership.role, since: membership.since, secondFactor: sealedTotp !== '' };
      });
      const open = await openInvitations(world, tenant.tenantId);
      return { status: 200, body: { people, invitations: open.map(({ value }) => cardOf(value)) } };
    }),

    served(invitePerson, async ({ tenant, caller, body }) => {
      if (!mayGive(roleOf(caller), body.role)) throw aboveOwnRole();
      return await invited({ ...body, tenantId: tenant.tenantId, by: caller.id });
    }),

    served(withdrawInvitation, async ({ tenant, caller, params }) => {
      if (!(await withdraw(world, tenant.tenantId, params.invitation, caller.id)))
        throw refusal('not_found', 'There is no such invitation.');
      return { status: 200, body: DONE };
    }),

    served(changeRoleRoute, async ({ tenant, caller, params, body }) => {
      return placed(await changeRole(world, changing(tenant.tenantId, params.person, caller), body.role));
    }),

    served(removePerson, async ({ tenant, caller, params }) => {
      return placed(await removeMember(world, changing(tenant.tenantId, params.person, caller)));
    }),

    served(inviteOwner, async ({ tenant, caller, body }) => {
      return await invited({ ...body, tenantId: tenant.tenantId, by: caller.id });
    }),

    served(listOperators, async () => {
      const known = await all(world.platform, operators, { by: 'bySince', equals: [] });
      const people = await Promise.all(
        known.map(async ({ value: { id, role, since } }) => {
          const user = (await world.platform.get(users, id))?.value;
          return user ? [{ id, name: user.name, email: user.email, role, since }] : [];
        }),
      );
      const open = await openInvitations(world, '');
      return { status: 200, body: { operators: people.flat(), invitations: open.map(({ value }) => cardOf(value)) } };
    }),

    served(inviteOperator, async ({ caller, body }) => await invited({ ...body, tenantId: '', by: caller.id })),
  ];
}

function cardOf({ publicId: id, email, role, createdAt, expiresAt }: OneTimeLink) {
  return { id, email, role, createdAt, expiresAt };
}

function changing(tenantId: string, userId: string, caller: Caller) {
  return { tenantId, userId, by: caller.id, own: roleOf(caller) };
}

/** Only people get here, and the gate knows their role. */
function roleOf({ role = 'viewer' }: Caller): Role {
  return role;
}

function placed({ kind }: Placed) {
  if (kind === 'not_there') throw refusal('not_found', 'There is no such person.');
  if (kind === 'above') throw aboveOwnRole();
  if (kind === 'last_owner')
    throw refusal('last_owner', 'A business keeps at least one owner. Make somebody else an owner first.');
  return { status: 200, body: DONE } as const;
}

function aboveOwnRole() {
  return refusal('above_own_role', 'A role above your own cannot be given, changed or taken away.', 'role');
}
