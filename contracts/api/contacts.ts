import { z } from 'zod';
import { bytes, defineRoute, json } from './route.ts';
import { tenantParam } from './parts.ts';

const params = { tenant: tenantParam, contact: z.string().describe('Id of the contact.') };
const path = '/api/tenants/:tenant/contacts/:contact';
const counts = z
  .record(z.string(), z.int())
  .describe('How many of each, by collection, with `files` and `parked_events`. Of `bookings`, the time stays.');

export const previewErasure = defineRoute({
  name: 'previewErasure',
  method: 'GET',
  path: `${path}/erasure`,
  boundary: 'tenant',
  permission: 'contacts.read',
  params,
  answers: {
    200: json(
      z.object({
        contactId: z.string(),
        state: z.enum(['none', 'begun', 'done']).describe('`begun`: it was interrupted. Erase the contact again to finish it.'),
        counts,
        upcomingBookings: z.int().describe('They must be cancelled first.'),
      }),
      'What erasing would remove.',
    ),
  },
  says: 'Counts what erasing a contact would remove, and changes nothing.',
  tags: ['contacts'],
});

export const eraseContact = defineRoute({
  name: 'eraseContact',
  method: 'POST',
  path: `${path}/erase`,
  boundary: 'tenant',
  permission: 'contacts.erase',
  params,
  answers: { 200: json(z.object({ contactId: z.string(), counts }), 'What this call removed.') },
  errors: ['upcoming_bookings'],
  takesIdempotencyKey: true,
  says: 'Removes everything of a contact for good. Repeat it if it was interrupted.',
  tags: ['contacts'],
});

export const exportContact = defineRoute({
  name: 'exportContact',
  method: 'GET',
  path: `${path}/export`,
  boundary: 'tenant',
  permission: 'contacts.read',
  params,
  answers: { 200: bytes('A JSON file: documents by collection, and the ids of the files.') },
  says: 'Hands out everything that there is of a contact.',
  tags: ['contacts'],
});

export const contactRoutes = [previewErasure, eraseContact, exportContact];
