import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { dueEntries } from '#contracts/later.ts';
import { collections } from '#app/subjects.ts';
import { services, staff, type Service, type StaffMember } from '#contracts/records/catalog.ts';
import { profiles, type Profile } from '#contracts/records/tenancy.ts';
import { insert, replace, type TenantStore } from '#contracts/store.ts';
import { openSqlite, type SqliteEngine } from '#adapters/sqlite/index.ts';
import { cancelBooking } from '#core/booking/cancel-booking.ts';
import { confirmBooking } from '#core/booking/confirm-booking.ts';
import { holdEnds } from '#core/booking/hold-ends.ts';
import { moveBooking } from '#core/booking/move-booking.ts';
import { native } from '#core/booking/native.ts';
import { placeHold } from '#core/booking/place-hold.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Tuesday 2026-12-01, 10:00 in Madrid. */
export const NOW = '2026-12-01T09:00:00Z';

export function aProfile(differs: Partial<Profile> = {}): Profile {
  return { id: 'profile', name: 'Salon Sol', zone: 'Europe/Madrid', locale: 'en', holidays: [], ...differs };
}

export function aService(differs: Partial<Service> = {}): Service {
  return {
    id: 'cut',
    name: 'Cut',
    description: '',
    durationMinutes: 60,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    stepMinutes: 60,
    price: { amount: 3000, currency: 'EUR' },
    staffIds: ['ana'],
    minimumNoticeMinutes: 0,
    horizonDays: 60,
    maximumPerDay: 0,
    position: 1,
    ...differs,
  };
}

/** Works 09:00 to 13:00 on every day. */
export function aMember(differs: Partial<StaffMember> = {}): StaffMember {
  return {
    id: 'ana',
    name: 'Ana',
    weeklyHours: everyDay('09:00', '13:00'),
    breaks: [],
    overrides: [],
    maximumPerDay: 0,
    weight: 1,
    position: 1,
    ...differs,
  };
}

export function everyDay(from: string, until: string) {
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from, until }));
}

export interface Venue {
  readonly profile?: Partial<Profile>;
  readonly services?: readonly Partial<Service>[];
  readonly people?: readonly Partial<StaffMember>[];
  readonly now?: string;
}

/** A tenant with a catalogue on an embedded store, and every step of booking bound to it. */
export async function aVenue({ profile, services: offered = [{}], people = [{}], now = NOW }: Venue = {}) {
  const clock = testClock(now);
  const newId = countedIds();
  const engine = await openSqlite({ file: ':memory:', collections, clock, log: quietLog, newId });
  const store = engine.store.tenant('sol');
  await store.commit([
    insert(profiles, aProfile(profile)),
    ...offered.map((differs) => insert(services, aService(differs))),
    ...people.map((differs) => insert(staff, aMember(differs))),
  ]);
  return { clock, newId, engine, store, ...stepsOn(store, engine, clock, newId) };
}

function stepsOn(store: TenantStore, engine: SqliteEngine, clock: ReturnType<typeof testClock>, newId: () => string) {
  const scheduling = native({ clock, newId });
  const [hold, confirm, move, cancel] = [
    placeHold(scheduling),
    confirmBooking(scheduling),
    moveBooking(scheduling),
    cancelBooking(scheduling),
  ];
  return {
    scheduling,
    other: engine.store.tenant('other'),
    hold: (startsAt: string | number, staffId?: string, serviceId = 'cut') =>
      hold(store, { serviceId, staffId, startsAt: at(startsAt), contactId: 'carla' }, 'customer'),
    confirm: (bookingId: string) => confirm(store, bookingId, 'customer'),
    move: (bookingId: string, startsAt: string | number, staffId?: string) =>
      move(store, bookingId, { startsAt: at(startsAt), staffId }, 'customer'),
    cancel: (bookingId: string, reason?: string) => cancel(store, bookingId, 'agent', reason),
    expire: () => endHolds(store, clock, newId),
    /** Changes the service: what an owner does in the catalogue. */
    async change(differs: Partial<Service>, serviceId = 'cut') {
      const was = await store.get(services, serviceId);
      if (!was) throw new Error('no such service');
      await store.commit([replace(services, was, { ...was.value, ...differs })]);
    },
    times: async (from: string, to = from, staffId?: string, exceptBookingId?: string) => {
      const { slots } = await scheduling.slots(store, { serviceId: 'cut', from, to, staffId, exceptBookingId });
      return slots.map((slot) => slot.time);
    },
  };
}

/** Does what is due of a tenant, as the due-queue would, and tells how many holds that ended. */
export async function endHolds(store: TenantStore, clock: Clock, newId: NewId): Promise<{ readonly expired: number }> {
  const timer = holdEnds(clock, newId);
  const due = await store.find(dueEntries, { by: 'byDue', equals: [], until: clock.now() + 1, limit: 1000 });
  const ended = await Promise.all(
    due.items.map(async (entry) => {
      let written = false;
      const watched: TenantStore = {
        ...store,
        async commit(writes, events = []) {
          const outcome = await store.commit(writes, events);
          written ||= outcome.kind === 'committed' && events.some(({ kind }) => kind === 'booking.expired');
          return outcome;
        },
      };
      await timer.due(watched, entry, new AbortController().signal);
      return written;
    }),
  );
  return { expired: ended.filter(Boolean).length };
}

/** `2026-12-02 10:00`, wall time in Madrid, or an instant as it is. */
export function at(when: string | number): number {
  if (typeof when === 'number') return when;
  return Temporal.PlainDateTime.from(when).toZonedDateTime('Europe/Madrid').epochMilliseconds;
}

/** The booking of an outcome that must have one. */
export function bookingOf<T extends { readonly kind: string }>(outcome: T) {
  if (!('booking' in outcome)) throw new Error(`expected a booking, not ${outcome.kind}`);
  return outcome.booking as Extract<T, { booking: unknown }>['booking'];
}
