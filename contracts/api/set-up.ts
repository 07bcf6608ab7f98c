import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { PLATFORM_SCOPE } from '../event.ts';
import { country, line, lineOrNothing, realDay, timeZone } from '../text.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +34910000001');
const versionField = z.int().positive().describe('Rises with each change. The `ETag` is this number in quotes.');

const profileFields = {
  name: line(80).describe('As customers see it.'),
  zone: timeZone.describe('IANA time zone of the venue, like `Europe/Madrid`. It decides what a day is.'),
  language: z.enum(['en', 'es']).describe("Language of the bot's messages."),
  country: country
    .optional()
    .describe('Country of the venue, ISO 3166-1 (`ES`): decides how dates and prices are written. Default: that of the zone.'),
  address: lineOrNothing(200).optional().describe('Street and town, for customers who ask the way.'),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
};

/** What the business says about itself. */
export const profileBody = z
  .strictObject(profileFields)
  .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
    message: 'is needed with the other coordinate',
    path: ['longitude'],
  });

export const profileCard = z
  .object({ ...profileFields, holidays: z.array(z.string()), picture: z.string().optional(), version: versionField })
  .meta({ id: 'Profile', description: 'What a business says about itself, and the days on which it is closed.' });

export const createTenant = defineRoute({
  name: 'createTenant',
  method: 'POST',
  path: '/api/admin/tenants',
  boundary: 'platform',
  permission: 'tenants.write',
  params: {},
  body: z
    .strictObject({
      ...profileFields,
      id: z
        .string()
        .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'must be 1 to 40 of a-z, 0-9 and hyphens')
        .refine((id) => id !== PLATFORM_SCOPE, 'is taken by Deskbell itself')
        .optional()
        .describe('Default: made of the name. With an id, the same request again creates nothing more.'),
    })
    .refine(({ latitude, longitude }) => (latitude === undefined) === (longitude === undefined), {
      message: 'is needed with the other coordinate',
      path: ['longitude'],
    }),
  answers: {
    200: json(
      z.object({
        id: z.string().describe('In the paths of all its routes. It never changes.'),
        created: z.boolean().describe('False if an earlier request made it, or had begun to.'),
      }),
      'The tenant.',
    ),
  },
  errors: ['id_taken'],
  says: 'Creates a tenant: a business with its profile.',
  tags: ['tenants', 'set-up'],
});

export const getProfile = defineRoute({
  name: 'getProfile',
  method: 'GET',
  path: '/api/tenants/:tenant/profile',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(profileCard, 'The profile.') },
  version: 'answers',
  says: 'Shows what the business says about itself.',
  tags: ['set-up'],
});

export const putProfile = defineRoute({
  name: 'putProfile',
  method: 'PUT',
  path: '/api/tenants/:tenant/profile',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: profileBody,
  answers: { 200: json(profileCard, 'The profile as it is now.') },
  errors: ['zone_in_use'],
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Replaces the profile. Holidays and the picture stay.',
  tags: ['set-up'],
});

export const putHolidays = defineRoute({
  name: 'putHolidays',
  method: 'PUT',
  path: '/api/tenants/:tenant/holidays',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: z.strictObject({
    holidays: z.array(realDay).max(1000).describe('Every day on which the whole venue is closed. Bookings on them stay.'),
  }),
  answers: { 200: json(profileCard, 'The profile as it is now.') },
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Replaces the holidays. The version is that of the profile.',
  tags: ['set-up'],
});

const openPoint = z
  .object({
    code: z.string().describe('Stable. Decide on this.'),
    why: z.string().describe('What is wrong, and what to do.'),
    who: z.enum(['business', 'operator', 'provider']).describe('Who must act.'),
    where: z.enum(['profile', 'numbers', 'services', 'staff', 'settings', 'phone']),
    about: z.string().optional().describe('The id of the record that it is about.'),
  })
  .meta({ id: 'OpenPoint', description: 'Something that is still to be done before the business works.' });

export const showChecklist = defineRoute({
  name: 'showChecklist',
  method: 'GET',
  path: '/api/tenants/:tenant/checklist',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: {
    200: json(z.object({ ready: z.boolean(), open: z.array(openPoint) }), 'What is open. `ready` means that nothing is.'),
  },
  says: 'Lists what is still to be done. It asks the providers of the connected numbers.',
  tags: ['set-up'],
});

const packCard = z.object({
  id: z.string(),
  name: z.string(),
  says: z.string(),
  services: z.array(z.string()).describe('Names, in the language of the business.'),
  staff: z.array(z.string()),
});

export const listStarterPacks = defineRoute({
  name: 'listStarterPacks',
  method: 'GET',
  path: '/api/tenants/:tenant/starter-packs',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ packs: z.array(packCard) }), 'The packs, in the language of the business.') },
  says: 'Lists the starter packs: services, staff and hours to begin with.',
  tags: ['set-up'],
});

export const applyStarterPack = defineRoute({
  name: 'applyStarterPack',
  method: 'POST',
  path: '/api/tenants/:tenant/starter-packs',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: z.strictObject({ pack: z.string().max(40).describe('The id of a pack.') }),
  answers: {
    200: json(
      z.object({ services: z.int(), staff: z.int() }),
      'How many were added. What an earlier request added is left as it is.',
    ),
  },
  errors: ['no_such_pack', 'too_many_items'],
  takesIdempotencyKey: true,
  says: 'Adds the services and staff of a starter pack. Prices are examples in the money of the country, or in euros.',
  tags: ['set-up'],
});

export const sendTest = defineRoute({
  name: 'sendTest',
  method: 'POST',
  path: '/api/tenants/:tenant/test-message',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: z.strictObject({ to: E164.describe('Your own number. Write to the business from it first.') }),
  answers: {
    200: json(
      z.object({
        message: z.string().describe('Id of the message. The messages of the conversation show its status.'),
        conversation: z.string(),
        windowUntil: epochMs.describe('Until when free text can be sent to this number.'),
      }),
      'The message is on its way.',
    ),
  },
  errors: ['number_missing', 'window_closed'],
  takesIdempotencyKey: true,
  says: 'Sends a test message to somebody who has written to the business within the last day.',
  tags: ['set-up'],
});

export const setUpRoutes = [
  createTenant,
  getProfile,
  putProfile,
  putHolidays,
  showChecklist,
  listStarterPacks,
  applyStarterPack,
  sendTest,
] as const;
