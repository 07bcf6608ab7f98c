import { expect } from 'vitest';
import type { InboundContent } from '#contracts/content.ts';
import type { Booking } from '#contracts/records/booking.ts';
import type { Service, StaffMember } from '#contracts/records/catalog.ts';
import type { NoSlot, Slot } from '#contracts/scheduling.ts';
import { hear } from '#core/dialogue/hear.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { type DialogueState, dialogueState, freshState } from '#core/dialogue/state.ts';
import type { AskingEffect, Effect, Facts, Input, Say } from '#core/dialogue/step.ts';
import { textsOf, write } from '#core/texts/texts.ts';

export const ZONE = 'Europe/Madrid';
/** Monday, 5 October 2026, 09:00 in Madrid. */
export const NOW = Date.parse('2026-10-05T07:00Z');
const HOLD_FOR = 10 * 60_000;

export function service(over: Partial<Service> = {}): Service {
  return {
    id: 'cut',
    name: 'Haircut',
    description: 'Wash, cut and finish',
    durationMinutes: 45,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    stepMinutes: 15,
    price: { amount: 2500, currency: 'EUR' },
    staffIds: ['ana', 'bo'],
    minimumNoticeMinutes: 0,
    horizonDays: 60,
    maximumPerDay: 0,
    position: 1,
    ...over,
  };
}

export function person(id: string, name: string): StaffMember {
  return { id, name, weeklyHours: [], breaks: [], overrides: [], maximumPerDay: 0, weight: 1, position: 1 };
}

export const beard = service({ id: 'beard', name: 'Beard trim', staffIds: ['bo'], description: '' });

interface Given extends Partial<Facts> {
  /** Venue days on which there are free times; all days by default. */
  readonly open?: (date: string) => boolean;
  readonly times?: readonly string[];
}

/**
 * A customer and a desk with a simple agenda of its own: what the dialogue asks is done or refused as `Scheduling` would,
 * and every step is checked for what must hold of all of them.
 */
export function desk({ open = () => true, times = ['10:00', '11:30', '17:00'], ...given }: Given = {}) {
  let facts: Facts = {
    now: NOW,
    today: '2026-10-05',
    zone: ZONE,
    locale: 'en',
    answeredBy: 'bot',
    tenantName: 'Salon Luz',
    address: 'Main street 1',
    customerName: 'Eva',
    services: [service(), beard],
    staff: [person('ana', 'Ana'), person('bo', 'Bo')],
    upcoming: [],
    ...given,
  };
  let state: DialogueState = freshState;
  let said: Say[] = [];
  let asked: Effect[] = [];
  const agenda = new Map<string, Booking>((given.upcoming ?? []).map((one) => [one.id, one]));
  let ids = 0;

  function listen(content: InboundContent, aboutBookingId?: string) {
    [said, asked] = [[], []];
    facts = { ...facts, upcoming: bookings('confirmed'), ...held() };
    let input: Input | undefined = hear(content, state, facts, facts.now, aboutBookingId);
    // What is recorded must be enough to take the turn again.
    expect(JSON.parse(JSON.stringify(input))).toEqual(input);
    for (let steps = 0; input; steps++) {
      expect(steps).toBeLessThan(12);
      input = step(input);
    }
    expect(state.asking).toBeUndefined();
    expect(dialogueState.parse(JSON.parse(JSON.stringify(state)))).toEqual(state);
  }

  function step(input: Input): Input | undefined {
    const [before, given] = [structuredClone(state), structuredClone(input)];
    const done = reduce(state, input, facts);
    expect(reduce(before, given, structuredClone(facts))).toEqual(done);
    expect(state).toEqual(before);
    state = done.state;
    for (const effect of done.effects) {
      if (effect.kind === 'say') said.push(effect.say);
      else if (effect.kind === 'hand_over') facts = { ...facts, answeredBy: 'person' };
      else asked.push(effect);
    }
    const asking = done.effects.filter((effect): effect is AskingEffect => !['say', 'hand_over'].includes(effect.kind));
    expect(asking.length).toBeLessThanOrEqual(1);
    const last = asking[0];
    if (last) expect(done.effects.at(-1)).toBe(last);
    return last && answer(last);
  }

  const bookings = (is: Booking['state']) => [...agenda.values()].filter((one) => one.state === is && one.startsAt > facts.now);
  const held = (): Pick<Facts, 'held'> => {
    const hold = state.holdId === undefined ? undefined : agenda.get(state.holdId);
    return { held: hold };
  };

  function answer(effect: AskingEffect): Input {
    switch (effect.kind) {
      case 'find_slots':
        return { kind: 'slots', slots: slots(effect.ask) };
      case 'hold': {
        const { serviceId, staffId, startsAt } = effect;
        const free = slots({ serviceId, staffId, from: dayOf(startsAt), to: dayOf(startsAt) }).find(
          (slot) => slot.startsAt === startsAt,
        );
        return free ? claim(`b${++ids}`, serviceId, free, staffId === undefined) : notFree('taken', effect);
      }
      case 'confirm': {
        const hold = agenda.get(effect.bookingId);
        if (!hold) return { kind: 'not_there' };
        if (hold.state === 'confirmed') return { kind: 'wrong_state', state: hold.state };
        if (lost.has(hold.id)) return notFree('taken', hold);
        return put({ ...hold, state: 'confirmed', expiresAt: 0 });
      }
      case 'move': {
        const booking = agenda.get(effect.bookingId);
        if (!booking) return { kind: 'not_there' };
        if (taken.has(effect.startsAt)) return notFree('taken', { serviceId: booking.serviceId, startsAt: effect.startsAt });
        return put({ ...booking, ...wall(effect.startsAt), startsAt: effect.startsAt, endsAt: effect.startsAt + 45 * 60_000 });
      }
      case 'cancel': {
        const booking = agenda.get(effect.bookingId);
        return booking ? put({ ...booking, state: 'cancelled' }) : { kind: 'not_there' };
      }
    }
  }

  const taken = new Set<number>();
  const lost = new Set<string>();

  function slots({
    serviceId,
    staffId,
    from,
    to,
  }: {
    serviceId: string;
    staffId?: string | undefined;
    from: string;
    to: string;
  }): Slot[] {
    const found: Slot[] = [];
    const people = facts.services.find(({ id }) => id === serviceId)?.staffIds ?? [];
    for (let date = from; date <= to; date = Temporal.PlainDate.from(date).add({ days: 1 }).toString()) {
      for (const time of open(date) ? times : []) {
        const startsAt = at(date, time);
        if (startsAt < facts.now || taken.has(startsAt)) continue;
        for (const id of people) {
          if (staffId === undefined || staffId === id)
            found.push({ staffId: id, startsAt, endsAt: startsAt + 45 * 60_000, date, time });
        }
      }
    }
    return found;
  }

  function notFree(why: NoSlot, { serviceId, startsAt }: { serviceId: string; startsAt: number }): Input {
    const date = dayOf(startsAt);
    return { kind: 'not_free', why, alternatives: slots({ serviceId, from: date, to: date }).slice(0, 6) };
  }

  function claim(id: string, serviceId: string, slot: Slot, anyone: boolean): Input {
    const of = facts.services.find((one) => one.id === serviceId) ?? service();
    const by = facts.staff.find((one) => one.id === slot.staffId) ?? person('ana', 'Ana');
    return put({
      ...booking({ id, ...wall(slot.startsAt), startsAt: slot.startsAt, endsAt: slot.endsAt }),
      state: 'held',
      serviceId,
      serviceName: of.name,
      staffId: by.id,
      staffName: by.name,
      expiresAt: facts.now + HOLD_FOR,
      chosenBecause: anyone ? 'least_booked' : 'asked_for',
    });
  }

  function put(one: Booking): Input {
    agenda.set(one.id, one);
    return { kind: 'planned', booking: one };
  }

  const texts = () => textsOf(facts.locale);
  const choices = () => (said.at(-1)?.choices?.sections ?? []).flatMap((section) => section.choices);

  return {
    says: (body: string, aboutBookingId?: string) => listen({ kind: 'text', body }, aboutBookingId),
    taps: (id: string) => listen({ kind: 'choice', by: 'list', id, title: 'Tapped' }),
    hears: listen,
    waits(minutes: number) {
      const now = facts.now + minutes * 60_000;
      facts = { ...facts, now, today: dayOf(now) };
    },
    /** Somebody else is faster. */
    loses(startsAt: number, holdId?: string) {
      taken.add(startsAt);
      if (holdId !== undefined) lost.add(holdId);
    },
    knows(more: Partial<Facts>) {
      facts = { ...facts, ...more };
    },
    forgets: (id: string) => agenda.delete(id),
    /** Keys of what was said last, in order; empty when nothing was. */
    get keys() {
      expect(said.length).toBeLessThanOrEqual(1);
      return said.flatMap(({ text }) => text.map(({ key }) => key as string));
    },
    get text() {
      return said.flatMap(({ text }) => text.map((one) => write(one, texts()))).join('\n\n');
    },
    get ids() {
      return choices().map(({ id }) => id);
    },
    get titles() {
      return choices().map(({ title }) => write(title, texts()));
    },
    get said() {
      return said.at(-1);
    },
    get asked() {
      return asked;
    },
    get state() {
      return state;
    },
    /** The bot has promised a person. */
    get handedOver() {
      return facts.answeredBy === 'person';
    },
    get booked() {
      return bookings('confirmed');
    },
    get held() {
      return bookings('held');
    },
  };
}

export function at(date: string, time: string): number {
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(ZONE).epochMilliseconds;
}

export function booking(over: Partial<Booking> = {}): Booking {
  const startsAt = at('2026-10-08', '11:30');
  return {
    id: 'x1',
    contactId: 'eva',
    serviceId: 'cut',
    serviceName: 'Haircut',
    staffId: 'ana',
    staffName: 'Ana',
    startsAt,
    endsAt: startsAt + 45 * 60_000,
    date: '2026-10-08',
    time: '11:30',
    zone: ZONE,
    price: { amount: 2500, currency: 'EUR' },
    state: 'confirmed',
    expiresAt: 0,
    chosenBecause: 'asked_for',
    history: [],
    ...over,
  };
}

function wall(startsAt: number): { date: string; time: string } {
  const zoned = Temporal.Instant.fromEpochMilliseconds(startsAt).toZonedDateTimeISO(ZONE);
  return { date: zoned.toPlainDate().toString(), time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }) };
}

function dayOf(startsAt: number): string {
  return wall(startsAt).date;
}
