import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { services } from '#contracts/records/catalog.ts';
import { insert, remove } from '#contracts/store.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { customerOf, titles, words } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 60_000 });

const MINUTE = 60_000;
const TAKEN = 'Sorry, that time has just been taken.';
const HELD = 'Sorry, someone else is booking that time right now.';

let stage: Stage;
let meta: Phone;
let twilio: Phone;
let days: readonly string[];

/** Beard trims are done by Theo alone, so two customers can want the same time. */
async function atTimesOfTheo(name: string, date: string) {
  const customer = await customerOf(meta, name);
  await customer.says('I need a beard trim');
  return { customer, times: await customer.says(date) };
}

/** Three full days of his, far enough away for nobody else to book there. */
function daysOfTheo(): readonly string[] {
  const today = Temporal.Instant.fromEpochMilliseconds(stage.clock.now()).toZonedDateTimeISO('Europe/London').toPlainDate();
  return Array.from({ length: 14 }, (_, n) => today.add({ days: 21 + n }))
    .filter((day) => ![3, 7].includes(day.dayOfWeek) && !['12-25', '12-26', '01-01'].includes(day.toString().slice(5)))
    .map(String)
    .slice(0, 3);
}

await onEachEngine((settings) => {
  beforeAll(async () => {
    stage = await temporaryStage({ settings: settings() });
    const phoneAt = (channel: string) => stage.phones.find((phone) => phone.channel === channel);
    const [salon, clinic] = [phoneAt('meta-cloud'), phoneAt('twilio')];
    if (!salon || !clinic) throw new Error('the stage has no phone for each provider');
    [meta, twilio] = [salon, clinic];
    days = daysOfTheo();
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  describe('a customer books', () => {
    it('on Meta, with taps alone', async () => {
      const ana = await customerOf(meta, 'Ana Taps');
      const hello = await ana.says('hi');
      expect(words(hello)).toContain('Hi Ana Taps! This is *Juniper Hair*.');
      await ana.taps('Book appointment');
      await ana.taps('Haircut');
      await ana.taps('Anyone');
      await ana.tapsA('day', 1);
      const asked = await ana.tapsA('at', 1);
      expect(words(asked)).toMatch(/^Would you like to book this\?\n\n\*Haircut\*/);
      expect(words(asked)).toContain('We’ll hold this time for you until');
      expect(await inboxOf(stage, 'juniper').bookings(ana.name)).toMatchObject([{ state: 'held' }]);

      const booked = await ana.taps('Confirm');
      expect(words(booked)).toMatch(/^✅ You’re booked!\n\n\*Haircut\*/);
      expect(titles(booked)).toContain('Reschedule');
      expect(await inboxOf(stage, 'juniper').bookings(ana.name)).toMatchObject([{ service: 'Haircut', state: 'confirmed' }]);
    });

    it('on Twilio, with taps alone and in Spanish', async () => {
      const bea = await customerOf(twilio, 'Bea Toques');
      expect(words(await bea.says('hola'))).toContain('¡Hola, Bea Toques! Somos *Clínica Marina*.');
      await bea.taps('Reservar cita');
      await bea.taps('Fisioterapia');
      await bea.taps('Dr. Ortega');
      await bea.tapsA('day', 1);
      await bea.tapsA('at', 1);
      const booked = await bea.taps('Confirmar');

      expect(words(booked)).toMatch(/^✅ ¡Cita reservada!\n\n\*Fisioterapia\*\nDr\. Ortega\n/);
      expect(await inboxOf(stage, 'marina').bookings(bea.name)).toMatchObject([
        { service: 'Fisioterapia', staff: 'Dr. Ortega', state: 'confirmed' },
      ]);
    });

    it('by writing alone: titles, a day and a time', async () => {
      const carl = await customerOf(meta, 'Carl Types');
      expect(titles(await carl.says('Book appointment'))).toContain('Beard trim');
      await carl.says('beard');
      await carl.says('next week');
      const offered = await carl.says('next week');
      const day = titles(offered).find((title) => /^[A-Z][a-z]{2} \d/.test(title)) ?? '';
      expect(words(await carl.says(day))).toMatch(/^These times are free on \*/);
      expect(words(await carl.says('3:17'))).toMatch(/15:17 isn’t free/);
      expect(words(await carl.says('10:30'))).toMatch(/^Would you like to book this\?[^]*, 10:30\n/);
      expect(words(await carl.says('yes'))).toMatch(/^✅ You’re booked!/);

      expect(await inboxOf(stage, 'juniper').bookings(carl.name)).toMatchObject([
        { service: 'Beard trim', time: '10:30', state: 'confirmed' },
      ]);
    });

    it('by numbers, where the choices cannot be told apart on buttons', async () => {
      const tenant = resolve(stage.app.container, STORE).tenant('juniper');
      const trim = await tenant.get(services, 'juniper-2');
      if (!trim) throw new Error('no beard trim');
      // Two rows that look the same: WhatsApp would show a list that nobody can choose from.
      await tenant.commit([insert(services, { ...trim.value, id: 'juniper-2-twin', position: 90 })]);
      try {
        const dora = await customerOf(meta, 'Dora Numbers');
        const offered = await dora.says('book');
        expect(offered.content.kind).toBe('text');
        expect(words(offered)).toContain('Reply with a number.');
        const number = /^(\d)\. .*Colour/m.exec(words(offered))?.[1] ?? '';
        expect(words(await dora.says(number))).toContain('*Colour*');
      } finally {
        const twin = await tenant.get(services, 'juniper-2-twin');
        if (twin) await tenant.commit([remove(services, twin)]);
      }
    });

    it('whose number WhatsApp hides, known by user id alone', async () => {
      const eva = await customerOf(meta, 'Eva Hidden', { hidden: true });
      expect(eva.phone.customer.number).toBeUndefined();
      await eva.says('a haircut please');
      await eva.says('anyone');
      await eva.says('earliest');
      expect(words(await eva.says('yes'))).toMatch(/^✅ You’re booked!/);

      const inbox = inboxOf(stage, 'juniper');
      expect(await inbox.bookings(eva.name)).toMatchObject([{ state: 'confirmed' }]);
      expect((await inbox.conversation(eva.name)).address).toMatch(/^eva\.hidden\.\d+$/);
    });
  });

  describe('a time that two customers want', () => {
    it('is held for the first to tap it, and the second is offered the nearest others', async () => {
      const [date = ''] = days;
      const [first, second] = [await atTimesOfTheo('Finn First', date), await atTimesOfTheo('Sue Second', date)];
      await first.customer.taps('11:00', first.times);
      const refused = await second.customer.taps('11:00', second.times);
      expect(words(refused)).toContain(HELD);
      expect(words(refused)).toContain('Here are the closest free times:');
      expect(titles(refused)).toContain('Another day');

      await second.customer.tapsA('at', 0);
      expect(words(await second.customer.taps('Confirm'))).toMatch(/^✅/);
      expect(words(await first.customer.taps('Confirm'))).toMatch(/^✅/);
      const inbox = inboxOf(stage, 'juniper');
      expect(await inbox.bookings('Finn First')).toMatchObject([{ date, time: '11:00', state: 'confirmed' }]);
      expect(await inbox.bookings('Sue Second')).toMatchObject([
        { date, time: expect.stringMatching(/^(10:30|11:30)$/), state: 'confirmed' },
      ]);
    });

    it('that is booked already is answered with alternatives, also on an old message', async () => {
      const [date = ''] = days;
      const [late, early] = [await atTimesOfTheo('Lou Late', date), await atTimesOfTheo('Eli Early', date)];
      await early.customer.taps('13:00', early.times);
      await early.customer.taps('Confirm');
      const refused = await late.customer.taps('13:00', late.times);

      expect(words(refused)).toContain(TAKEN);
      expect(titles(refused)).toContain('Another day');
      expect(await inboxOf(stage, 'juniper').bookings(late.customer.name)).toEqual([]);
    });

    it('goes to one of them when both tap in the same moment', async () => {
      const both = await Promise.all(['Gus Same', 'Hal Same'].map((name) => atTimesOfTheo(name, days[1] ?? '')));
      const answers = await Promise.all(both.map(({ customer, times }) => customer.taps('10:30', times)));

      expect(answers.map(words).filter((text) => text.startsWith('Would you like to book this?'))).toHaveLength(1);
      expect(answers.map(words).filter((text) => text.includes(HELD))).toHaveLength(1);
    });
  });

  describe('a hold that has run out', () => {
    it('is claimed again when the customer confirms late and the time is still free', async () => {
      const { customer } = await atTimesOfTheo('Ida Slow', days[2] ?? '');
      await customer.taps('10:30');
      await stage.advance(11 * MINUTE);
      expect(words(await customer.taps('Confirm'))).toMatch(/^✅ You’re booked!/);

      expect((await inboxOf(stage, 'juniper').bookings(customer.name)).map(({ state }) => state)).toEqual(['confirmed']);
    });

    it('is lost to whoever booked the time in between', async () => {
      const date = days[2] ?? '';
      const { customer: slow } = await atTimesOfTheo('Jon Slow', date);
      const asked = await slow.taps('13:00');
      await stage.advance(11 * MINUTE);
      const { customer: quick } = await atTimesOfTheo('Kit Quick', date);
      await quick.taps('13:00');
      await quick.taps('Confirm');
      const answer = await slow.taps('Confirm', asked);

      expect(words(answer)).toContain(TAKEN);
      expect(words(answer)).toContain('Here are the closest free times:');
      const inbox = inboxOf(stage, 'juniper');
      expect(await inbox.bookings(quick.name)).toMatchObject([{ date, time: '13:00', state: 'confirmed' }]);
      expect((await inbox.bookings(slow.name)).filter(({ state }) => state === 'confirmed')).toEqual([]);
    });
  });
});
