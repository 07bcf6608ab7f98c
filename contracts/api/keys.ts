import { z } from 'zod';
import { KEY_PERMISSIONS } from '../access.ts';
import { epochMs } from '../clock.ts';
import { personName, done } from './access-parts.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

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
