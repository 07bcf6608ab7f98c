import type { Meaning } from '#contracts/meaning.ts';
import type { Setting } from '#core/understanding/setting.ts';

export const TODAY = '2026-12-01';
export const LAST_DAY = '2027-01-30';

export const setting: Setting = {
  place: 'choose_time',
  today: TODAY,
  time: '10:07',
  monthFirst: false,
  language: 'es',
  catalogue: {
    services: [
      { id: 'tenant-1-cut', names: ['Haircut'] },
      { id: 'tenant-1-beard', names: ['Beard\n\u202etrim'] },
    ],
    staff: [
      { id: 'tenant-1-ana', name: 'Ana' },
      { id: 'tenant-1-bo', name: 'Bo' },
    ],
    hours: new Map(),
  },
  draft: { serviceId: 'tenant-1-beard', staffId: 'tenant-1-bo' },
  shownTimes: ['10:00', '11:30'],
  shownDay: '2026-12-03',
  bookings: [
    {
      id: 'booking-01',
      serviceId: 'tenant-1-cut',
      staffId: 'gone',
      date: '2026-12-05',
      time: '09:00',
      minutes: 45,
    },
  ],
};

export function proposal(over: Partial<Meaning> = {}): Meaning {
  return { intent: 'book', question: false, keepsDraft: false, sure: true, ...over };
}
