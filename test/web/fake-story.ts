import type { BookingCard } from '#contracts/api/desk.ts';
import { greeting, place, slots } from './fake-bot.ts';
import type { FakeWorld } from './fake-world.ts';

const MINUTE = 60_000;

/** Chats that show every kind of bubble, so that there is something to look at. */
export function tellStory(world: FakeWorld): void {
  const [lumen, sol] = world.tenants;
  if (!lumen || !sol) return;
  const now = world.now();
  const ada = 'lumen-c1';
  const say = (minutes: number, from: 'customer' | 'business', content: Parameters<FakeWorld['add']>[2]['content'], more = {}) =>
    world.add(lumen, ada, { at: now - minutes * MINUTE, from, content, ticks: 'read', ...more });

  say(26 * 60, 'customer', { kind: 'text', body: 'Hello, do you also do *colour* for short hair?' });
  say(26 * 60 - 1, 'business', {
    kind: 'media',
    media: 'image',
    src: '/control/media/salon',
    mimeType: 'image/svg+xml',
    caption: 'Of course. Have a look around: https://lumen.example/colour',
  });
  say(14, 'customer', { kind: 'text', body: 'Hi! I would like to come in on Saturday' });
  const hello = say(13, 'business', greeting(lumen));
  say(12, 'customer', { kind: 'choice', id: 'book', title: 'Book an appointment' }, { replyTo: hello.id });
  const offer = say(12, 'business', slots);
  say(9, 'customer', { kind: 'choice', id: 'slot-1', title: '10:00', description: 'with Marta' }, { replyTo: offer.id });
  say(9, 'business', {
    kind: 'buttons',
    body: '*You are booked, Ada.*\nCut and finish with Marta, Saturday 21 November at 10:00.',
    footer: 'Free to move or cancel until 24 h before',
    buttons: [
      { id: 'move', title: 'Move it' },
      { id: 'cancel', title: 'Cancel it' },
    ],
  });
  say(3, 'customer', { kind: 'text', body: 'Perfect, thank you!' });

  world.add(lumen, 'lumen-c2', {
    at: now - 40 * MINUTE,
    from: 'customer',
    ticks: 'read',
    content: { kind: 'text', body: 'مرحبا، هل يمكنني حجز موعد غدا؟' },
  });
  world.add(lumen, 'lumen-c2', { at: now - 39 * MINUTE, from: 'business', ticks: 'delivered', content: greeting(lumen) });
  world.add(lumen, 'lumen-c2', {
    at: now - 31 * MINUTE,
    from: 'customer',
    ticks: 'read',
    content: {
      kind: 'media',
      media: 'document',
      src: '/control/media/salon',
      mimeType: 'application/pdf',
      fileName: 'gift-voucher.pdf',
      size: 184_320,
    },
  });
  world.add(lumen, 'lumen-c2', {
    at: now - 30 * MINUTE,
    from: 'business',
    ticks: 'waiting',
    content: { kind: 'text', body: 'Thank you, the voucher is noted on your booking.' },
  });
  world.add(lumen, 'lumen-c3', {
    at: now - 27 * 60 * MINUTE,
    from: 'customer',
    ticks: 'read',
    content: { kind: 'text', body: 'Where do I find you?' },
  });
  world.add(lumen, 'lumen-c3', { at: now - 27 * 60 * MINUTE + 4_000, from: 'business', ticks: 'read', content: place });
  lumen.unread.set('lumen-c2', 2);
  lumen.controls.set('lumen-c2', {
    state: 'open',
    waiting: true,
    answeredBy: { by: 'person', you: false, since: now - 30 * MINUTE, why: 'asked_for_person' },
  });
  lumen.bookings.push(
    booked(now, 'b1', 0, '12:00', { service: 'Beard trim', staff: 'Irene', customer: 'Bilal Haddad' }),
    booked(now, 'b2', 0, '16:30', { service: 'Colour and cut', staff: 'Marta', customer: 'Chloé Martin' }),
    booked(now, 'b3', 1, '10:00', { service: 'Cut and finish', staff: 'Marta', customer: 'Ada Moreno' }),
    booked(now, 'b4', 1, '11:30', {
      service: 'Cut and finish',
      staff: 'Irene',
      customer: 'Noor Castillo',
      state: 'held',
      heldUntil: now + 10 * MINUTE,
    }),
    booked(now, 'b5', 4, '09:15', { service: 'Highlights', staff: 'Marta', customer: 'Hugo Prieto' }),
  );
  world.add(sol, 'sol-c1', {
    at: now - 90 * MINUTE,
    from: 'customer',
    ticks: 'delivered',
    content: { kind: 'contacts', contacts: [{ name: 'Dra. Elena Ruiz', phone: '+34 600 000 222' }] },
  });
}

/** A booking so many days from `now`, at a time of the venue; in Madrid in winter. */
export function booked(
  now: number,
  id: string,
  days: number,
  time: string,
  about: Pick<BookingCard, 'service' | 'staff' | 'customer'> & Partial<BookingCard>,
): BookingCard {
  const date = new Date(now + days * 24 * 60 * MINUTE).toISOString().slice(0, 10);
  return { id, date, time, startsAt: Date.parse(`${date}T${time}:00+01:00`), state: 'confirmed', ...about };
}
