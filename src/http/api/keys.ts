import { createKey, listKeys, revokeKey as revokeKeyRoute } from '#contracts/api/keys.ts';
import type { ApiKey } from '#contracts/records/access.ts';
import { keysOf, makeKey, revokeKey } from '#core/access/keys.ts';
import type { AccessWorld } from '#core/access/world.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';

/** Keys of the API. */
export function keyRoutes(world: AccessWorld): readonly Served[] {
  return [
    served(listKeys, async ({ tenant }) => {
      const now = world.clock.now();
      const known = (await keysOf(world.platform, tenant.tenantId)).map(({ value }) => value);
      const keys = known.filter(({ expiresAt }) => expiresAt === 0 || expiresAt > now).map(cardOf);
      return { status: 200, body: { keys } };
    }),

    served(createKey, async ({ tenant, caller, body: { expiresAt = 0, name, permissions } }) => {
      if (expiresAt !== 0 && expiresAt <= world.clock.now()) throw refusal('in_the_past', 'must be in the future.', 'expiresAt');
      const asked = { tenantId: tenant.tenantId, name, permissions: [...new Set(permissions)], expiresAt, by: caller.id };
      const { key, record } = await makeKey(world, asked);
      return { status: 200, body: { key, card: cardOf(record) } };
    }),

    served(revokeKeyRoute, async ({ tenant, caller, params }) => {
      if (!(await revokeKey(world, tenant.tenantId, params.key, caller.id))) throw refusal('not_found', 'There is no such key.');
      return { status: 200, body: { done: true } };
    }),
  ];
}

function cardOf({ publicId: id, name, hint, permissions, createdAt, usedAt, expiresAt }: ApiKey) {
  return {
    id,
    name,
    hint,
    permissions,
    createdAt,
    ...(usedAt === 0 ? {} : { usedAt }),
    ...(expiresAt === 0 ? {} : { expiresAt }),
  };
}
