import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { agendas, bookings, tallies } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Clock } from '#contracts/clock.ts';
import { dueEntries } from '#contracts/later.ts';
import { collections } from '#app/subjects.ts';
import { insert, type TenantStore } from '#contracts/store.ts';
import { openSqlite } from '#adapters/sqlite/index.ts';
import { cancelBooking } from '#core/booking/cancel-booking.ts';
import { confirmBooking } from '#core/booking/confirm-booking.ts';
import { moveBooking } from '#core/booking/move-booking.ts';
import { native } from '#core/booking/native.ts';
import { placeHold } from '#core/booking/place-hold.ts';
import { testClock } from '#test/support/clock.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';
import { aMember, aProfile, aService, at, endHolds, everyDay, HOUR, MINUTE, NOW } from './given.ts';

const SERVICES = [
  aService({ staffIds: ['ana', 'bea'], stepMinutes: 30, bufferBeforeMinutes: 15, maximumPerDay: 4 }),
  aService({ id: 'colour', staffIds: ['ana', 'bea'], durationMinutes: 90, stepMinutes: 30, bufferAfterMinutes: 30 }),
];
/** Nights, so that claims stand in two agendas. */
const PEOPLE = ['ana', 'bea'].map((id) => aMember({ id, weeklyHours: everyDay('21:00', '03:00'), maximumPerDay: 5 }));

const upTo = (most: number) => fc.constantFrom(...Array(most).keys());
const which = upTo(20);
/** Of two nights, a little wider than the hours. */
const start = fc.tuple(upTo(2), upTo(13)).map(([night, n]) => at('2026-12-02 21:00') + night * 24 * HOUR + n * 30 * MINUTE);
const who = fc.constantFrom('ana', 'bea', undefined);
const command = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('hold' as const), start, who, serviceId: fc.constantFrom('cut', 'colour') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('confirm' as const), which }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('move' as const), which, start, who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('expire' as const) }) },
);
/** Commands of a round run at once; then the clock goes on. */
const rounds = fc.array(
  fc.record({
    commands: fc.array(command, { minLength: 4, maxLength: 16, size: 'max' }),
    minutesLater: fc.constantFrom(0, 4, 11),
  }),
  {
    minLength: 1,
    maxLength: 6,
  },
);

const newId = countedIds();
const engine = await openSqlite({ file: ':memory:', collections, clock: testClock(NOW), log: quietLog, newId });
afterAll(() => engine[Symbol.asyncDispose]());

it('never books a person twice, nor beyond a daily limit, whatever happens at once', async () => {
  const happened: Record<string, number> = {};
  let tenants = 0;
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const store = engine.store.tenant(`t${(tenants += 1)}`);
      const clock = testClock(NOW);
      const run = runner(store, clock);
      await store.commit([
        insert(profiles, aProfile()),
        ...SERVICES.map((service) => insert(services, service)),
        ...PEOPLE.map((member) => insert(staff, member)),
      ]);
      const ids: string[] = [];
      for (const { commands, minutesLater } of all) {
        const outcomes = await Promise.all(commands.map((each) => run(each, ids)));
        for (const outcome of outcomes) {
          happened[outcome.kind] = (happened[outcome.kind] ?? 0) + 1;
          if (outcome.kind === 'held') ids.push(outcome.booking.id);
        }
        await holds(store, clock.now());
        clock.advance(minutesLater * MINUTE);
      }
    }),
    { numRuns: 150 },
  );
  // Far above these numbers in practice: a run in which nothing happens would prove nothing.
  for (const kind of ['held', 'confirmed', 'moved', 'cancelled', 'not_free', 'swept'])
    expect(happened[kind], kind).toBeGreaterThan(20);
});

function runner(store: TenantStore, clock: Clock) {
  const scheduling = native({ clock, newId });
  const hold = placeHold(scheduling);
  const confirm = confirmBooking(scheduling);
  const move = moveBooking(scheduling);
  const cancel = cancelBooking(scheduling);

  return async (each: Command, ids: readonly string[]) => {
    const id = ids.at('which' in each ? each.which % Math.max(ids.length, 1) : 0) ?? 'nobody';
    if (each.kind === 'hold')
      return hold(store, { serviceId: each.serviceId, staffId: each.who, startsAt: each.start, contactId: 'c' }, 'customer');
    if (each.kind === 'confirm') return confirm(store, id, 'customer');
    if (each.kind === 'move') return move(store, id, { startsAt: each.start, staffId: each.who }, 'agent');
    if (each.kind === 'cancel') return cancel(store, id, 'agent');
    return { kind: (await endHolds(store, clock, newId)).expired > 0 ? ('swept' as const) : ('nothing_to_sweep' as const) };
  };
}
type Command = typeof command extends fc.Arbitrary<infer C> ? C : never;

/** What must hold after every round, read from the records alone. */
async function holds(store: TenantStore, now: number) {
  const limit = 1000;
  const all = (await store.find(bookings, { by: 'byStart', equals: [], limit })).items.map((item) => item.value);
  const alive = all.filter((each) => each.state === 'confirmed' || (each.state === 'held' && each.expiresAt > now));
  const days = (await Promise.all(PEOPLE.map(({ id }) => store.find(agendas, { by: 'byStaff', equals: [id], limit })))).flatMap(
    (page) => page.items.map((item) => item.value),
  );

  const covered = alive.map((each) => {
    const service = SERVICES.find((one) => one.id === each.serviceId);
    if (!service) throw new Error('a booking of no service');
    const from = each.startsAt - service.bufferBeforeMinutes * MINUTE;
    const until = each.startsAt + (service.durationMinutes + service.bufferAfterMinutes) * MINUTE;
    return { ...each, from, until };
  });
  for (const a of covered)
    for (const b of covered)
      if (a.id < b.id && a.staffId === b.staffId) expect(a.from >= b.until || b.from >= a.until).toBe(true);

  for (const { date } of alive) {
    expect(alive.filter((each) => each.date === date && each.serviceId === 'cut').length).toBeLessThanOrEqual(4);
    for (const { id } of PEOPLE)
      expect(alive.filter((each) => each.date === date && each.staffId === id).length).toBeLessThanOrEqual(5);
  }

  // Every hold has its end in the due-queue, with the person it is with, and nothing else has one.
  const ends = (await store.find(dueEntries, { by: 'byDue', equals: [], limit })).items.map(
    ({ value }) => `${value.about['bookingId']} ${value.lane} ${value.dueAt}`,
  );
  const helds = all.filter((each) => each.state === 'held').map((each) => `${each.id} agenda:${each.staffId} ${each.expiresAt}`);
  expect(ends.toSorted()).toEqual(helds.toSorted());

  // Agendas hold exactly what is alive, in each day that it touches; tallies hold exactly the limited service's.
  const expected = covered.flatMap((each) => {
    const dates = new Set([each.from, each.until - 1].map((ms) => dateOf(ms)));
    return [...dates].map((date) => `${each.staffId} ${date} ${each.id} ${each.from} ${each.until} ${each.expiresAt}`);
  });
  const found = days.flatMap((day) =>
    day.claims
      .filter((claim) => claim.expiresAt === 0 || claim.expiresAt > now)
      .map((claim) => `${day.staffId} ${day.date} ${claim.bookingId} ${claim.from} ${claim.until} ${claim.expiresAt}`),
  );
  expect(found.toSorted()).toEqual(expected.toSorted());

  const counted = (await store.find(tallies, { by: 'byDate', equals: [], limit })).items.flatMap(({ value }) =>
    value.entries
      .filter((entry) => entry.expiresAt === 0 || entry.expiresAt > now)
      .map((entry) => `${value.date} ${entry.bookingId}`),
  );
  const limited = alive.filter((each) => each.serviceId === 'cut').map((each) => `${each.date} ${each.id}`);
  expect(counted.toSorted()).toEqual(limited.toSorted());
}

function dateOf(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Madrid').toPlainDate().toString();
}
