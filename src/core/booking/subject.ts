import { agendas, bookings, tallies } from '#contracts/records/booking.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { holdEnds } from './hold-ends.ts';

export const bookingSubject: Subject<Pick<World, 'clock' | 'newId'>> = {
  name: 'booking',
  collections: [agendas, tallies, bookings],
  timers: ({ clock, newId }) => [holdEnds(clock, newId)],
};
