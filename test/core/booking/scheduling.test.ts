import { describe, expect, it } from 'vitest';
import { agendas, bookings, tallies } from '#contracts/records/booking.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { lostRace } from '#contracts/scheduling.ts';
import { insert } from '#contracts/store.ts';
import { HOLD_FOR } from '#core/booking/plan-hold.ts';
import { aMember, aProfile, aService, at, aVenue, bookingOf, everyDay, HOUR, MINUTE } from './given.ts';

const DAY = '2026-12-02';

describe('holding a place', () => {
  it('claims the time, keeps date, time and zone as agreed, and tells of it', async () => {
    const venue = await aVenue();
    const plan = await venue.scheduling.hold(
      venue.store,
      { serviceId: 'cut', startsAt: at(`${DAY} 10:00`), contactId: 'c' },
      'customer',
    );
    if (plan.kind !== 'planned') throw new Error(plan.kind);
    expect(plan.booking).toMatchObject({ date: DAY, time: '10:00', zone: 'Europe/Madrid', state: 'held', staffName: 'Ana' });
    expect(plan.booking.expiresAt).toBe(venue.clock.now() + HOLD_FOR);
    expect(plan.booking.history).toEqual([{ state: 'held', at: venue.clock.now(), by: 'customer' }]);
    expect(plan.events).toMatchObject([{ stream: 'booking', kind: 'booking.held', key: plan.booking.id }]);
  });

  it('happens only when its plan is committed', async () => {
    const venue = await aVenue();
    await venue.scheduling.hold(venue.store, { serviceId: 'cut', startsAt: at(`${DAY} 10:00`), contactId: 'c' }, 'customer');
    expect(await venue.times(DAY)).toEqual(['09:00', '10:00', '11:00', '12:00']);
  });

  it('takes the time, buffers included, from everybody else', async () => {
    const venue = await aVenue({ services: [{ bufferBeforeMinutes: 30, bufferAfterMinutes: 15, stepMinutes: 30 }] });
    await venue.hold(`${DAY} 10:30`);
    expect(await venue.times(DAY)).toEqual([]);
    expect((await venue.store.get(agendas, `ana:${DAY}`))?.value.claims).toMatchObject([
      { from: at(`${DAY} 10:00`), until: at(`${DAY} 11:45`), startsAt: at(`${DAY} 10:30`) },
    ]);
  });

  it('says why not, with six free starts nearby: of that day first, then of the next ones', async () => {
    const venue = await aVenue();
    await venue.hold(`${DAY} 10:00`);
    const outcome = await venue.hold(`${DAY} 10:00`);
    if (outcome.kind !== 'not_free') throw new Error(outcome.kind);
    expect(outcome.why).toBe('held');
    expect(outcome.alternatives.map((slot) => `${slot.date.slice(8)} ${slot.time}`)).toEqual([
      '02 09:00',
      '02 11:00',
      '02 12:00',
      '03 09:00',
      '03 10:00',
      '03 11:00',
    ]);
  });

  it('looks further than a week for alternatives', async () => {
    const overrides = Array.from({ length: 20 }, (_, n) => ({ date: `2026-12-${String(n + 2).padStart(2, '0')}`, hours: [] }));
    const venue = await aVenue({ people: [{ overrides }] });
    const outcome = await venue.hold(`${DAY} 10:00`);
    expect(outcome).toMatchObject({
      kind: 'not_free',
      why: 'off',
      alternatives: [{ date: '2026-12-22', time: '09:00' }, {}, {}, {}, {}, {}],
    });
  });

  it('refuses the past, too short notice and what lies beyond the horizon', async () => {
    const venue = await aVenue({ services: [{ minimumNoticeMinutes: 120, horizonDays: 2 }] });
    expect(await venue.hold('2026-12-01 09:00')).toMatchObject({ why: 'past' });
    expect(await venue.hold('2026-12-01 11:00')).toMatchObject({ why: 'notice_too_short' });
    expect(await venue.hold('2026-12-01 12:00')).toMatchObject({ kind: 'held' });
    expect(await venue.hold('2026-12-03 12:00')).toMatchObject({ kind: 'held' });
    const beyond = await venue.hold('2026-12-04 12:00');
    expect(beyond).toMatchObject({ why: 'beyond_horizon', alternatives: [{ date: '2026-12-03', time: '11:00' }, {}, {}] });
  });

  it('refuses a start beside the rhythm', async () => {
    const venue = await aVenue();
    expect(await venue.hold(`${DAY} 10:07`)).toMatchObject({ why: 'no_such_start' });
    expect(await venue.hold(at(`${DAY} 10:00`) + 1)).toMatchObject({ why: 'no_such_start' });
  });

  it('writes a claim over midnight into both days', async () => {
    const venue = await aVenue({ people: [{ weeklyHours: everyDay('20:00', '02:00') }], services: [{ durationMinutes: 90 }] });
    await venue.hold(`${DAY} 23:00`);
    for (const date of [DAY, '2026-12-03']) expect((await venue.store.get(agendas, `ana:${date}`))?.value.claims).toHaveLength(1);
    expect(await venue.hold('2026-12-03 00:00')).toMatchObject({ why: 'held' });
  });

  it('does not count a hold that has expired, and drops it when the agenda is written', async () => {
    const venue = await aVenue();
    const first = bookingOf(await venue.hold(`${DAY} 10:00`));
    venue.clock.advance(HOLD_FOR);
    const second = bookingOf(await venue.hold(`${DAY} 10:00`));
    const claims = (await venue.store.get(agendas, `ana:${DAY}`))?.value.claims;
    expect(claims?.map((claim) => claim.bookingId)).toEqual([second.id]);
    expect((await venue.store.get(bookings, first.id))?.value.state).toBe('held');
  });

  it('does not know what belongs to another tenant', async () => {
    const venue = await aVenue();
    const held = bookingOf(await venue.hold(`${DAY} 10:00`));
    const { scheduling, other } = venue;
    const wish = { serviceId: 'cut', startsAt: at(`${DAY} 11:00`), contactId: 'c' };
    const notThere = { kind: 'not_there' };
    expect(await scheduling.hold(other, wish, 'customer')).toEqual(notThere);
    expect(await scheduling.hold(venue.store, { ...wish, staffId: 'somebody' }, 'customer')).toEqual(notThere);
    expect(await scheduling.confirm(other, held.id, 'customer')).toEqual(notThere);
    expect(await scheduling.move(other, held.id, { startsAt: wish.startsAt }, 'customer')).toEqual(notThere);
    expect(await scheduling.move(venue.store, held.id, { startsAt: wish.startsAt, staffId: 'somebody' }, 'customer')).toEqual(
      notThere,
    );
    expect(await scheduling.cancel(other, held.id, 'customer')).toEqual(notThere);
    expect(await scheduling.slots(other, { serviceId: 'cut', from: DAY, to: DAY })).toEqual({ slots: [] });
    expect(await scheduling.reasons(other, { serviceId: 'cut', date: DAY })).toEqual({ starts: [] });
  });

  it('goes stale when hours, service or holidays change before it is committed', async () => {
    const venue = await aVenue();
    const wish = { serviceId: 'cut', startsAt: at(`${DAY} 11:00`), contactId: 'c' };
    const plan = await venue.scheduling.hold(venue.store, wish, 'customer');
    if (plan.kind !== 'planned') throw new Error(plan.kind);
    await venue.change({ durationMinutes: 120 });
    expect(await venue.store.commit(plan.writes, plan.events)).toMatchObject({ kind: 'stale', collection: 'services' });
  });
});

describe('anyone', () => {
  const three = ['ana', 'bea', 'cleo'].map((id, position) => ({ id, name: id, position }));
  const all = { staffIds: ['cleo', 'bea', 'ana'] };

  it('goes to whoever is least booked in that week, ties by position, and says so', async () => {
    const venue = await aVenue({ people: three, services: [all] });
    const chosen = [];
    for (const time of ['09:00', '10:00', '11:00', '12:00']) chosen.push(bookingOf(await venue.hold(`${DAY} ${time}`)));
    expect(chosen.map((booking) => booking.staffId)).toEqual(['ana', 'bea', 'cleo', 'ana']);
    expect(chosen[0]?.chosenBecause).toBe('least_booked');
    expect(bookingOf(await venue.hold(`${DAY} 12:00`, 'cleo')).chosenBecause).toBe('asked_for');
  });

  it('counts a venue week from Monday to Sunday', async () => {
    const venue = await aVenue({ people: three, services: [all] });
    await venue.hold('2026-12-06 09:00', 'ana');
    expect(bookingOf(await venue.hold('2026-12-02 09:00')).staffId).toBe('bea');
    expect(bookingOf(await venue.hold('2026-12-07 09:00')).staffId).toBe('ana');
  });

  it('gives twice the weight twice the bookings', async () => {
    const venue = await aVenue({ people: [{ id: 'ana', weight: 2 }, { id: 'bea' }], services: [{ staffIds: ['ana', 'bea'] }] });
    const chosen = [];
    for (const day of ['01', '02', '03', '04', '05', '06'])
      chosen.push(bookingOf(await venue.hold(`2026-12-${day} 12:00`)).staffId);
    expect(chosen.filter((id) => id === 'ana')).toHaveLength(4);
  });

  it('is offered the starts of all, and each start once as an alternative', async () => {
    const venue = await aVenue({ people: three, services: [all] });
    const { slots } = await venue.scheduling.slots(venue.store, { serviceId: 'cut', from: DAY, to: DAY });
    expect(slots.slice(0, 4).map((slot) => `${slot.time} ${slot.staffId}`)).toEqual([
      '09:00 ana',
      '09:00 bea',
      '09:00 cleo',
      '10:00 ana',
    ]);
    const refused = await venue.hold(`${DAY} 15:00`);
    if (refused.kind !== 'not_free') throw new Error(refused.kind);
    expect(new Set(refused.alternatives.map((slot) => slot.startsAt)).size).toBe(6);
  });
});

describe('daily limits', () => {
  it('stop the service, whoever does it', async () => {
    const people = [{ id: 'ana' }, { id: 'bea' }];
    const venue = await aVenue({ people, services: [{ staffIds: ['ana', 'bea'], maximumPerDay: 2 }] });
    await venue.hold(`${DAY} 09:00`, 'ana');
    const second = bookingOf(await venue.hold(`${DAY} 09:00`, 'bea'));
    expect(await venue.hold(`${DAY} 11:00`, 'ana')).toMatchObject({
      why: 'service_limit',
      alternatives: [{ date: '2026-12-03' }, {}, {}, {}, {}, {}],
    });
    expect(await venue.times(DAY)).toEqual([]);
    await venue.cancel(second.id);
    expect(await venue.hold(`${DAY} 11:00`, 'ana')).toMatchObject({ kind: 'held' });
  });

  it('stop the person, whatever the service', async () => {
    const venue = await aVenue({ people: [{ maximumPerDay: 1 }], services: [{}, { id: 'colour' }] });
    await venue.hold(`${DAY} 09:00`);
    expect(await venue.hold(`${DAY} 11:00`, 'ana', 'colour')).toMatchObject({ why: 'staff_limit' });
  });

  it('count what was booked before there was a limit', async () => {
    const venue = await aVenue();
    await venue.hold(`${DAY} 09:00`);
    await venue.change({ maximumPerDay: 1 });
    expect(await venue.hold(`${DAY} 11:00`)).toMatchObject({ why: 'service_limit' });
    await venue.change({ maximumPerDay: 2 });
    expect(await venue.hold(`${DAY} 11:00`)).toMatchObject({ kind: 'held' });
    expect(await venue.hold(`${DAY} 12:00`)).toMatchObject({ why: 'service_limit' });
  });

  it('forget a hold that has expired, and keep a booking that was confirmed', async () => {
    const venue = await aVenue({ services: [{ maximumPerDay: 2 }] });
    await venue.hold(`${DAY} 09:00`);
    await venue.confirm(bookingOf(await venue.hold(`${DAY} 10:00`)).id);
    venue.clock.advance(HOLD_FOR);
    expect(await venue.hold(`${DAY} 09:00`)).toMatchObject({ kind: 'held' });
    expect(await venue.hold(`${DAY} 11:00`)).toMatchObject({ why: 'service_limit' });
  });
});

describe('confirming', () => {
  it('turns a hold into a booking that does not expire', async () => {
    const venue = await aVenue({ services: [{ maximumPerDay: 1 }] });
    const held = bookingOf(await venue.hold(`${DAY} 10:00`));
    const booking = bookingOf(await venue.confirm(held.id));
    expect(booking).toMatchObject({ state: 'confirmed', expiresAt: 0 });
    expect(booking.history.map((line) => line.state)).toEqual(['held', 'confirmed']);
    expect((await venue.store.get(agendas, `ana:${DAY}`))?.value.claims).toMatchObject([{ bookingId: held.id, expiresAt: 0 }]);
    expect((await venue.store.get(tallies, `service:cut:${DAY}`))?.value.entries).toEqual([{ bookingId: held.id, expiresAt: 0 }]);
    expect(await venue.confirm(held.id)).toEqual({ kind: 'wrong_state', state: 'confirmed' });
  });

  it.each(['not swept', 'swept'])('claims the time of an expired hold again if it is still free (%s)', async (swept) => {
    const venue = await aVenue();
    const held = bookingOf(await venue.hold(`${DAY} 10:00`));
    venue.clock.advance(HOLD_FOR);
    if (swept === 'swept') await venue.expire();
    expect(bookingOf(await venue.confirm(held.id))).toMatchObject({
      state: 'confirmed',
      startsAt: held.startsAt,
      chosenBecause: 'least_booked',
    });
    expect(await venue.times(DAY)).toEqual(['09:00', '11:00', '12:00']);
  });

  it('says that the time of an expired hold has gone, with alternatives', async () => {
    const venue = await aVenue();
    const held = bookingOf(await venue.hold(`${DAY} 10:00`));
    venue.clock.advance(HOLD_FOR);
    await venue.confirm(bookingOf(await venue.hold(`${DAY} 10:00`)).id);
    expect(await venue.confirm(held.id)).toMatchObject({
      kind: 'not_free',
      why: 'taken',
      alternatives: [{ time: '09:00' }, {}, {}, {}, {}, {}],
    });
  });
});

describe('moving', () => {
  it('claims the new time and releases the old, on the same day in one document', async () => {
    const venue = await aVenue();
    const { id } = bookingOf(await venue.confirm(bookingOf(await venue.hold(`${DAY} 10:00`)).id));
    const plan = await venue.scheduling.move(venue.store, id, { startsAt: at(`${DAY} 12:00`) }, 'customer');
    if (plan.kind !== 'planned') throw new Error(plan.kind);
    expect(plan.writes.filter((line) => line.collection.name === 'agendas')).toHaveLength(1);
    expect(plan.events).toMatchObject([
      { kind: 'booking.moved', data: { was: { staffId: 'ana', startsAt: at(`${DAY} 10:00`) } } },
    ]);
    await venue.store.commit(plan.writes, plan.events);
    expect(await venue.times(DAY)).toEqual(['09:00', '10:00', '11:00']);
  });

  it('may overlap with its own old time', async () => {
    const venue = await aVenue({ services: [{ durationMinutes: 120, stepMinutes: 30 }] });
    const { id } = bookingOf(await venue.hold(`${DAY} 10:00`));
    expect(await venue.times(DAY, DAY, undefined, id)).toContain('10:30');
    expect(bookingOf(await venue.move(id, `${DAY} 10:30`))).toMatchObject({ time: '10:30', state: 'held' });
  });

  it('goes to another day and person, limits included', async () => {
    const people = [{ id: 'ana' }, { id: 'bea' }];
    const venue = await aVenue({ people, services: [{ staffIds: ['ana', 'bea'], maximumPerDay: 1 }] });
    const { id } = bookingOf(await venue.hold(`${DAY} 10:00`, 'ana'));
    await venue.move(id, '2026-12-03 10:00', 'bea');
    expect(await venue.times(DAY)).toHaveLength(8);
    expect(await venue.times('2026-12-03')).toEqual([]);
    expect(await venue.move(id, '2026-12-03 11:00')).toMatchObject({ kind: 'moved', booking: { staffId: 'bea' } });
  });

  it('changes nothing when the new time is not free', async () => {
    const venue = await aVenue();
    const { id } = bookingOf(await venue.hold(`${DAY} 10:00`));
    await venue.hold(`${DAY} 11:00`);
    expect(await venue.move(id, `${DAY} 11:00`)).toMatchObject({ kind: 'not_free', why: 'held' });
    expect((await venue.store.get(bookings, id))?.value.time).toBe('10:00');
    expect(await venue.times(DAY)).toEqual(['09:00', '12:00']);
  });

  it('stays with the person asked for, but finds anyone for who wanted anyone', async () => {
    const people = [{ id: 'ana' }, { id: 'bea', position: 2 }];
    const venue = await aVenue({ people, services: [{ staffIds: ['ana', 'bea'] }] });
    const anyone = bookingOf(await venue.hold(`${DAY} 09:00`));
    const asked = bookingOf(await venue.hold(`${DAY} 10:00`, 'ana'));
    await venue.hold(`${DAY} 12:00`, 'ana');
    expect(await venue.move(asked.id, `${DAY} 12:00`)).toMatchObject({ kind: 'not_free' });
    expect(await venue.move(anyone.id, `${DAY} 11:00`)).toMatchObject({ booking: { staffId: 'ana' } });
    expect(await venue.move(anyone.id, `${DAY} 12:00`)).toMatchObject({ booking: { staffId: 'bea' } });
  });

  it('finds the old claim although the buffers have changed since', async () => {
    const venue = await aVenue({
      services: [{ bufferAfterMinutes: 24 * 60 }],
      people: [{ weeklyHours: everyDay('00:00', '24:00') }],
    });
    const { id } = bookingOf(await venue.hold(`${DAY} 10:00`));
    await venue.change({ bufferAfterMinutes: 0 });
    await venue.cancel(id);
    const page = await venue.store.find(agendas, { by: 'byStaff', equals: ['ana'], limit: 10 });
    expect(page.items.map((agenda) => agenda.value.claims)).toEqual([[], []]);
  });
});

describe('ending', () => {
  it('cancels once, with actor and reason, and gives the time back', async () => {
    const venue = await aVenue();
    const { id } = bookingOf(await venue.hold(`${DAY} 10:00`));
    const cancelled = bookingOf(await venue.cancel(id, 'ill'));
    expect(cancelled.history.at(-1)).toEqual({ state: 'cancelled', at: venue.clock.now(), by: 'agent', reason: 'ill' });
    expect(await venue.times(DAY)).toHaveLength(4);
    const wrong = { kind: 'wrong_state', state: 'cancelled' };
    expect(await venue.cancel(id)).toEqual(wrong);
    expect(await venue.confirm(id)).toEqual(wrong);
    expect(await venue.move(id, `${DAY} 11:00`)).toEqual(wrong);
  });

  it('sweeps holds that have expired and leaves the others', async () => {
    const venue = await aVenue({ services: [{ maximumPerDay: 9 }] });
    const old = bookingOf(await venue.hold(`${DAY} 10:00`));
    const kept = bookingOf(await venue.confirm(bookingOf(await venue.hold(`${DAY} 11:00`)).id));
    venue.clock.advance(5 * MINUTE);
    const young = bookingOf(await venue.hold(`${DAY} 12:00`));
    venue.clock.advance(5 * MINUTE);
    expect(await venue.expire()).toEqual({ expired: 1 });
    expect(await venue.expire()).toEqual({ expired: 0 });
    expect((await venue.store.get(bookings, old.id))?.value.history.at(-1)).toMatchObject({ state: 'expired', by: 'system' });
    const left = (await venue.store.get(agendas, `ana:${DAY}`))?.value.claims.map((claim) => claim.bookingId);
    expect(left).toEqual([kept.id, young.id]);
    expect((await venue.store.get(tallies, `service:cut:${DAY}`))?.value.entries).toHaveLength(2);
  });
});

describe('reasons', () => {
  it('explain every start of a day, for each person', async () => {
    const venue = await aVenue({
      people: [{ weeklyHours: everyDay('08:00', '14:00'), breaks: everyDay('10:00', '10:30') }],
      services: [{ minimumNoticeMinutes: 0, stepMinutes: 60 }],
      now: '2026-12-01T07:30:00Z',
    });
    await venue.hold('2026-12-01 11:00');
    await venue.confirm(bookingOf(await venue.hold('2026-12-01 12:00')).id);
    const { starts } = await venue.scheduling.reasons(venue.store, { serviceId: 'cut', date: '2026-12-01' });
    const why = Object.fromEntries(starts.map((start) => [start.time, start.why]));
    expect(starts).toHaveLength(24);
    expect(why).toMatchObject({
      '08:00': 'past',
      '09:00': 'free',
      '10:00': 'break',
      '11:00': 'held',
      '12:00': 'taken',
      '13:00': 'free',
      '14:00': 'off',
    });
  });

  it('name a closed day, and wall times that the clock skips', async () => {
    const venue = await aVenue({ profile: { holidays: [DAY] }, services: [{ horizonDays: 300 }] });
    const closed = await venue.scheduling.reasons(venue.store, { serviceId: 'cut', date: DAY });
    expect(new Set(closed.starts.map((start) => start.why))).toEqual(new Set(['closed']));
    const spring = await venue.scheduling.reasons(venue.store, { serviceId: 'cut', date: '2027-03-28' });
    expect(spring.starts.slice(1, 4).map(({ time, why }) => `${time} ${why}`)).toEqual([
      '01:00 off',
      '02:00 no_such_start',
      '03:00 off',
    ]);
  });
});

describe('a lost race', () => {
  it('is a stale document, or the first claim of a day written twice', async () => {
    const venue = await aVenue();
    const wish = { serviceId: 'cut', startsAt: at(`${DAY} 10:00`), contactId: 'c' };
    const plans = await Promise.all([1, 2].map(() => venue.scheduling.hold(venue.store, wish, 'customer')));
    const outcomes = await Promise.all(
      plans.map(async (plan) => (plan.kind === 'planned' ? venue.store.commit(plan.writes, plan.events) : undefined)),
    );
    expect(outcomes[0]).toEqual({ kind: 'committed' });
    expect(outcomes[1]).toMatchObject({ kind: 'taken', collection: 'agendas' });
    expect(outcomes.map((outcome) => outcome && lostRace(outcome))).toEqual([false, true]);
    expect(lostRace({ kind: 'taken', collection: 'bookings', key: 'id', id: 'x' })).toBe(false);
  });

  it('gives one place to one of two hundred, and tells the others why', async () => {
    const venue = await aVenue();
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => venue.hold(`${DAY} 10:00`)));
    expect(outcomes.filter((outcome) => outcome.kind === 'held')).toHaveLength(1);
    const told = outcomes.filter((outcome) => outcome.kind === 'not_free');
    expect(told.every((outcome) => outcome.why === 'held' && outcome.alternatives.length === 6)).toBe(true);
    expect(told).toHaveLength(199);
  });
});

describe('slots', () => {
  it('come from today to the horizon, for at most 62 days', async () => {
    const venue = await aVenue({ services: [{ horizonDays: 1 }] });
    expect(await venue.times('2026-11-20', '2026-12-30')).toHaveLength(3 + 4);
    await expect(venue.times('2026-12-01', '2027-02-01')).rejects.toThrow('62');
  });

  it('belong to the tenant whose store was asked', async () => {
    const venue = await aVenue();
    await venue.other.commit([insert(profiles, aProfile()), insert(services, aService()), insert(staff, aMember())]);
    await venue.hold(`${DAY} 10:00`);
    const { slots } = await venue.scheduling.slots(venue.other, { serviceId: 'cut', from: DAY, to: DAY });
    expect(slots).toHaveLength(4);
    expect(slots[0]).toEqual({
      staffId: 'ana',
      startsAt: at(`${DAY} 09:00`),
      endsAt: at(`${DAY} 09:00`) + HOUR,
      date: DAY,
      time: '09:00',
    });
  });
});
