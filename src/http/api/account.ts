import {
  changePassword as changePasswordRoute,
  endSession as endSessionRoute,
  listSessions,
  showMe,
  showOperator,
  startSecondFactor,
  turnSecondFactorOff,
  turnSecondFactorOn,
} from '#contracts/api/account.ts';
import { type Caller, PLATFORM_PERMISSIONS, TENANT_PERMISSIONS, mayInTenant, mayOnPlatform } from '#contracts/access.ts';
import { operators, users } from '#contracts/records/access.ts';
import { tenants } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { changePassword, turnFactorOff, turnFactorOn } from '#core/access/account.ts';
import { endSession, endingAll, sessionsOf } from '#core/access/sessions.ts';
import { addressOf, newSecret } from '#core/access/totp.ts';
import { membershipsOf } from '#core/access/users.ts';
import type { AccessWorld } from '#core/access/world.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { busyIsAProblem, refused } from './sign-in.ts';
import { tenantCard } from './tenants.ts';

const DONE = { done: true } as const;

/** What people see and change of their own account. */
export function accountRoutes(world: AccessWorld, store: Store): readonly Served[] {
  const { platform } = world;
  const userOf = async ({ id }: Caller) => {
    const user = (await platform.get(users, id))?.value;
    if (!user) throw refusal('signed_out', 'This account is gone.');
    return user;
  };
  const meOf = async (caller: Caller) => {
    const { id, name, email, sealedTotp } = await userOf(caller);
    return { id, name, email, secondFactor: sealedTotp !== '' };
  };
  const ownOf = ({ id, session = '' }: Caller, { address }: { readonly address: string }) => ({
    userId: id,
    sessionId: session,
    address,
  });

  return [
    served(showMe, async ({ caller }) => {
      const own = await membershipsOf(platform, caller.id);
      const cards = await Promise.all(
        own.map(async ({ value: { tenantId, role } }) => {
          const known = await platform.get(tenants, tenantId);
          const permissions = Object.keys(TENANT_PERMISSIONS).filter((one) => mayInTenant(role, one));
          return known ? [{ tenant: await tenantCard(store, tenantId, known.value.name), role, permissions }] : [];
        }),
      );
      return { status: 200, body: { ...(await meOf(caller)), tenants: cards.flat() } };
    }),

    served(showOperator, async ({ caller }) => {
      const role = (await platform.get(operators, caller.id))?.value.role ?? 'support';
      const permissions = Object.keys(PLATFORM_PERMISSIONS).filter((one) => mayOnPlatform(role, one));
      return { status: 200, body: { ...(await meOf(caller)), role, permissions } };
    }),

    served(listSessions, async ({ caller }) => {
      const known = await sessionsOf(platform, caller.id, world.clock.now());
      const cards = known.map(({ value: { id, publicId, device, boundary, createdAt, seenAt } }) => {
        return { id: publicId, device, boundary, createdAt, seenAt, current: id === caller.session };
      });
      return { status: 200, body: { sessions: cards } };
    }),

    served(endSessionRoute, async ({ caller, params }) => {
      if (params.session === 'others') {
        for (const write of await endingAll(platform, caller.id, caller.session)) await platform.commit([write]);
      } else if (!(await endSession(platform, caller.id, params.session)))
        throw refusal('not_found', 'There is no such session.');
      return { status: 200, body: DONE };
    }),

    served(changePasswordRoute, async ({ caller, client, body }) => {
      const outcome = await busyIsAProblem(changePassword(world, ownOf(caller, client), body.current, body.next));
      if (outcome.kind === 'not_there') throw refusal('signed_out', 'This account is gone.');
      if (outcome.kind !== 'done') throw refused(outcome, 'next');
      return { status: 200, body: DONE };
    }),

    served(startSecondFactor, async ({ caller }) => {
      const secret = newSecret(world.random);
      return { status: 200, body: { secret, address: addressOf(secret, (await userOf(caller)).email) } };
    }),

    served(turnSecondFactorOn, async ({ caller, client, body }) => {
      const outcome = await busyIsAProblem(turnFactorOn(world, ownOf(caller, client), body));
      if (outcome.kind === 'on') return { status: 200, body: { recoveryCodes: outcome.recoveryCodes } };
      if (outcome.kind === 'not_there' || outcome.kind === 'done') throw refusal('signed_out', 'This account is gone.');
      throw refused(outcome);
    }),

    served(turnSecondFactorOff, async ({ caller, client, body }) => {
      const outcome = await busyIsAProblem(turnFactorOff(world, ownOf(caller, client), body.password));
      if (outcome.kind === 'not_there') throw refusal('signed_out', 'This account is gone.');
      if (outcome.kind !== 'done') throw refused(outcome);
      return { status: 200, body: DONE };
    }),
  ];
}
