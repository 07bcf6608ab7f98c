import { z } from 'zod';
import { tenantParam } from './parts.ts';
import { bytes, defineRoute } from './route.ts';

export const getFile = defineRoute({
  name: 'getFile',
  method: 'GET',
  path: '/api/tenants/:tenant/files/:file',
  boundary: 'tenant',
  permission: 'conversations.read',
  params: { tenant: tenantParam, file: z.string().describe('Id of the file: that of its message.') },
  answers: { 200: bytes('The file. Pictures, sound, video and PDF have their own type; others are `application/octet-stream`.') },
  errors: ['not_found'],
  says: 'Downloads a file that a customer sent.',
  tags: ['files'],
});
