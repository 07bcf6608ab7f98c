import { z } from 'zod';
import { bookingCard } from './desk.ts';
import { cursorQuery, pageOf, tenantParam } from './parts.ts';
import { defineRoute, json } from './route.ts';

export const listBookings = defineRoute({
  name: 'listBookings',
  method: 'GET',
  path: '/api/tenants/:tenant/bookings',
  boundary: 'tenant',
  permission: 'bookings.read',
  params: { tenant: tenantParam },
  query: z.strictObject({
    from: z.coerce
      .number<string>('is needed: milliseconds since 1970')
      .int()
      .nonnegative()
      .describe('Bookings that start at this time or later, in milliseconds since 1970. The same on every page.'),
    cursor: cursorQuery,
  }),
  answers: { 200: json(pageOf(bookingCard), 'About 50 bookings, soonest first. A page may have fewer and still have a `next`.') },
  says: 'Lists the bookings that are confirmed, or held and not expired.',
  tags: ['bookings'],
});
