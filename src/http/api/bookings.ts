import { listBookings } from '#contracts/api/bookings.ts';
import type { Clock } from '#contracts/clock.ts';
import { contacts } from '#contracts/records/people.ts';
import { upcomingBookings } from '#core/booking/upcoming.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { paged } from './paged.ts';

export function bookingRoutes(clock: Clock): readonly Served[] {
  return [
    served(listBookings, async ({ tenant, query }) => {
      const { from } = query;
      const page = await paged(query, (cursor) => upcomingBookings(tenant, { from, now: clock.now(), ...cursor }));
      const items = page.items.map(async ({ value }) => ({
        id: value.id,
        service: value.serviceName,
        staff: value.staffName,
        customer: (await tenant.get(contacts, value.contactId))?.value.name ?? '',
        startsAt: value.startsAt,
        date: value.date,
        time: value.time,
        state: value.state === 'held' ? ('held' as const) : ('confirmed' as const),
        ...(value.state === 'held' ? { heldUntil: value.expiresAt } : {}),
      }));
      return { status: 200, body: { items: await Promise.all(items), next: page.next } };
    }),
  ];
}
