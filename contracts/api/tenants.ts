import { z } from 'zod';
import { tenantCard } from './desk.ts';
import { defineRoute, json } from './route.ts';

export const listTenants = defineRoute({
  name: 'listTenants',
  method: 'GET',
  path: '/api/admin/tenants',
  boundary: 'platform',
  permission: 'tenants.read',
  params: {},
  answers: { 200: json(z.object({ tenants: z.array(tenantCard) }), 'Every tenant, by name.') },
  says: 'Lists the tenants.',
  tags: ['tenants'],
});
