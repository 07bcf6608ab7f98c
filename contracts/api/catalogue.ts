import { z } from 'zod';
import { hours, wallTime, weekday } from '../records/catalog.ts';
import { currency, line, lineOrNothing, realDay } from '../text.ts';
import { tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

const minutes = (least: number) =>
  z
    .int()
    .min(least)
    .max(24 * 60);
const versionField = z.int().positive().describe('Rises with each change. The `ETag` is this number in quotes.');
const retired = z
  .boolean()
  .optional()
  .describe('Set while it is being deleted: it cannot be booked. Delete it again, or change it to keep it.');
const position = z.int().min(0).max(1_000_000).optional().describe('Lists are sorted by it. Default: at the end, or as it was.');
const pictureUrl = z.url({ protocol: /^https?$/, error: 'must be an address with http:// or https://' }).max(2000);

const serviceFields = {
  name: line(60),
  description: lineOrNothing(200),
  durationMinutes: minutes(5),
  bufferBeforeMinutes: minutes(0).describe('Kept free before the appointment. Customers do not see it.'),
  bufferAfterMinutes: minutes(0).describe('Kept free after the appointment. Customers do not see it.'),
  stepMinutes: minutes(5).describe('Interval between the times that are offered, counted from midnight.'),
  price: z.strictObject({
    amount: z.int().min(0).max(100_000_000_000).describe('In minor units (cents).'),
    currency: currency.describe('ISO 4217, like `EUR`.'),
  }),
  staffIds: z.array(z.string().max(100)).min(1, 'must name at least one person').max(200).describe('Who offers it.'),
  minimumNoticeMinutes: z
    .int()
    .min(0)
    .max(366 * 24 * 60),
  horizonDays: z.int().min(1).max(366).describe('How far ahead it can be booked.'),
  maximumPerDay: z.int().min(0).max(10_000).describe('0 means no limit.'),
  picture: pictureUrl.optional(),
};
const serviceBody = z.strictObject({ ...serviceFields, position });
export const serviceCard = z
  .object({ id: z.string(), ...serviceFields, position: z.int(), retired, version: versionField })
  .meta({ id: 'Service', description: 'Something that customers can book.' });

const shift = z
  .strictObject({ ...hours.shape, weekday: weekday.describe('1 is Monday.') })
  .refine(({ from, until }) => from !== until, {
    message: 'must differ from `from`',
    path: ['until'],
  });
const span = z
  .strictObject({ from: wallTime, until: wallTime })
  .refine(({ from, until }) => from !== until, { message: 'must differ from `from`', path: ['until'] });
const staffFields = {
  name: line(60),
  title: line(60).optional(),
  weeklyHours: z.array(shift).max(100).describe('Working hours. If `until` is before `from`, they end on the next day.'),
  breaks: z.array(shift).max(100).describe('Taken off the working hours.'),
  overrides: z
    .array(z.strictObject({ date: realDay, hours: z.array(span).max(20) }))
    .max(1000)
    .describe('Replace the hours and breaks of a date. Empty `hours` mean a day off.'),
  maximumPerDay: z.int().min(0).max(10_000).describe('Most bookings in a day. 0 means no limit.'),
  weight: z
    .number()
    .positive()
    .max(1000)
    .describe('Share of the bookings without a preferred person: twice the weight gets twice as many.'),
};
const staffBody = z.strictObject({ ...staffFields, position });
export const staffCard = z
  .object({ id: z.string(), ...staffFields, position: z.int(), retired, version: versionField })
  .meta({ id: 'StaffMember', description: 'Somebody to book with, and when they work.' });

const deleted = z.object({ deleted: z.literal(true) });
const item = { tenant: tenantParam, id: z.string().max(100).describe('Its id.') };
const tags = ['set-up'] as const;

export const listServices = defineRoute({
  name: 'listServices',
  method: 'GET',
  path: '/api/tenants/:tenant/services',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ services: z.array(serviceCard) }), 'Every service, by position.') },
  says: 'Lists the services.',
  tags,
});

export const createService = defineRoute({
  name: 'createService',
  method: 'POST',
  path: '/api/tenants/:tenant/services',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: serviceBody,
  answers: { 200: json(serviceCard, 'The service.') },
  errors: ['no_such_staff', 'too_many_items'],
  version: 'answers',
  takesIdempotencyKey: true,
  says: 'Adds a service.',
  tags,
});

export const getService = defineRoute({
  name: 'getService',
  method: 'GET',
  path: '/api/tenants/:tenant/services/:id',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: item,
  answers: { 200: json(serviceCard, 'The service.') },
  errors: ['not_found'],
  version: 'answers',
  says: 'Shows one service.',
  tags,
});

export const putService = defineRoute({
  name: 'putService',
  method: 'PUT',
  path: '/api/tenants/:tenant/services/:id',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: item,
  body: serviceBody,
  answers: { 200: json(serviceCard, 'The service as it is now. Bookings keep the price and times they were made with.') },
  errors: ['not_found', 'no_such_staff'],
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Replaces a service.',
  tags,
});

export const deleteService = defineRoute({
  name: 'deleteService',
  method: 'DELETE',
  path: '/api/tenants/:tenant/services/:id',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: item,
  answers: { 200: json(deleted, 'It is gone.') },
  errors: ['not_found', 'in_use'],
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Deletes a service that nobody has booked.',
  tags,
});

export const listStaff = defineRoute({
  name: 'listStaff',
  method: 'GET',
  path: '/api/tenants/:tenant/staff',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: { tenant: tenantParam },
  answers: { 200: json(z.object({ staff: z.array(staffCard) }), 'Everybody, by position.') },
  says: 'Lists the staff, with their hours.',
  tags,
});

export const createStaff = defineRoute({
  name: 'createStaff',
  method: 'POST',
  path: '/api/tenants/:tenant/staff',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: { tenant: tenantParam },
  body: staffBody,
  answers: { 200: json(staffCard, 'The staff member.') },
  errors: ['too_many_items'],
  version: 'answers',
  takesIdempotencyKey: true,
  says: 'Adds a staff member with their hours.',
  tags,
});

export const getStaff = defineRoute({
  name: 'getStaff',
  method: 'GET',
  path: '/api/tenants/:tenant/staff/:id',
  boundary: 'tenant',
  permission: 'set_up.read',
  params: item,
  answers: { 200: json(staffCard, 'The staff member.') },
  errors: ['not_found'],
  version: 'answers',
  says: 'Shows one staff member.',
  tags,
});

export const putStaff = defineRoute({
  name: 'putStaff',
  method: 'PUT',
  path: '/api/tenants/:tenant/staff/:id',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: item,
  body: staffBody,
  answers: { 200: json(staffCard, 'The staff member as they are now. Bookings outside the new hours stay.') },
  errors: ['not_found'],
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Replaces a staff member with their hours, breaks and overrides.',
  tags,
});

export const deleteStaff = defineRoute({
  name: 'deleteStaff',
  method: 'DELETE',
  path: '/api/tenants/:tenant/staff/:id',
  boundary: 'tenant',
  permission: 'set_up.write',
  params: item,
  answers: { 200: json(deleted, 'They are gone.') },
  errors: ['not_found', 'in_use'],
  version: 'needs',
  takesIdempotencyKey: true,
  says: 'Deletes a staff member whom nobody has booked and who offers no service.',
  tags,
});

export const catalogueRoutes = [
  listServices,
  createService,
  getService,
  putService,
  deleteService,
  listStaff,
  createStaff,
  getStaff,
  putStaff,
  deleteStaff,
] as const;
