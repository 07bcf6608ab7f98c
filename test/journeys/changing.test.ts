import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bubble } from '#contracts/api/phone.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import type { Stage } from '#sandbox/stage/stage.ts';
import { temporaryStage } from '#sandbox/stage/temporary-stage.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { type Customer, customerOf, titles, words } from './customer.ts';
import { inboxOf } from './inbox.ts';

vi.setConfig({ testTimeout: 60_000 });

let stage: Stage;
let meta: Phone;
let twilio: Phone;

/** Books with whoever is free, in as few words as there are; resolves with the confirmation. */
async function books(customer: Customer, service: string): Promise<Bubble> {
  await customer.says(`a ${service} please`);
  await customer.says('anyone');
  await customer.tapsA('day', 1);
  await customer.tapsA('at', 0);
  const confirmation = await customer.tapsA('confirm');
  expect(words(confirmation)).toMatch(/^✅/);
  return confirmation;
}

await onEachEngine((settings) => {
  beforeAll(async () => {
    stage = await temporaryStage({ settings: settings() });
    const phoneAt = (channel: string) => stage.phones.find((phone) => phone.channel === channel);
    const [salon, clinic] = [phoneAt('meta-cloud'), phoneAt('twilio')];
    if (!salon || !clinic) throw new Error('the stage has no phone for each provider');
    [meta, twilio] = [salon, clinic];
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  describe('a customer with a booking', () => {
    it('moves it by answering the confirmation', async () => {
      const ana = await customerOf(meta, 'Ana Moves');
      const confirmation = await books(ana, 'haircut');
      const [before] = await inboxOf(stage, 'juniper').bookings(ana.name);
      await ana.says('thanks a lot for the nice chat, where are you?');

      const days = await ana.replies(confirmation, 'reschedule');
      expect(words(days)).toMatch(/^Let’s find a new time for \*Haircut\* \(/);
      await ana.tapsA('day', 2);
      expect(words(await ana.tapsA('to', 0))).toContain('New time: ');
      expect(words(await ana.taps('Yes, reschedule'))).toMatch(/^✅ Your booking has been rescheduled\./);

      const after = await inboxOf(stage, 'juniper').bookings(ana.name);
      expect(after).toMatchObject([{ id: before?.id, state: 'confirmed' }]);
      expect(after[0]?.startsAt).toBeGreaterThan(before?.startsAt ?? Infinity);
    });

    it('says in its answer which of two bookings it means', async () => {
      const bob = await customerOf(meta, 'Bob Two');
      const [trim] = [await books(bob, 'fringe trim'), await books(bob, 'haircut')];
      expect(words(await bob.replies(trim, 'cancel'))).toMatch(/^Would you like to cancel this booking\?\n\n\*Fringe trim\*/);
      await bob.taps('Yes, cancel it');

      const kept = (await inboxOf(stage, 'juniper').bookings(bob.name)).map(({ service, state }) => `${service} ${state}`);
      expect(kept).toEqual(['Haircut confirmed']);
    });

    it('cancels it, and somebody else can have the time', async () => {
      const cleo = await customerOf(twilio, 'Cleo Cancela');
      await cleo.says('nutrición');
      await cleo.says('semana siguiente');
      await cleo.tapsA('day', 0);
      const times = await cleo.tapsA('at', 0);
      await cleo.taps('Confirmar', times);
      const [booked] = await inboxOf(stage, 'marina').bookings(cleo.name);
      expect(booked).toMatchObject({ service: 'Nutrición', state: 'confirmed' });

      expect(words(await cleo.says('quiero cancelar mi cita'))).toMatch(/^¿Cancelamos esta cita\?/);
      expect(words(await cleo.taps('Sí, cancelarla'))).toMatch(/^Hemos cancelado tu cita: Nutrición, /);
      expect(await inboxOf(stage, 'marina').bookings(cleo.name)).toEqual([]);

      const dan = await customerOf(twilio, 'Dan Después');
      await dan.says('nutrición');
      const free = await dan.says(booked?.date ?? '');
      expect(titles(free)[0]).toBe(booked?.time.replace(/^0/, ''));
    });

    it('lists its bookings, and keeps what it does not want to cancel', async () => {
      const eve = await customerOf(meta, 'Eve Lists');
      await books(eve, 'fringe trim');
      await books(eve, 'haircut');
      const listed = await eve.says('my bookings');
      expect(words(listed)).toMatch(/^Your upcoming bookings:/);
      expect(titles(listed)).toHaveLength(2);

      await eve.tapsA('booking', 0);
      await eve.taps('Cancel booking');
      expect(words(await eve.taps('No, keep it'))).toBe('OK, nothing has changed.');
      expect((await inboxOf(stage, 'juniper').bookings(eve.name)).map(({ state }) => state)).toEqual(['confirmed', 'confirmed']);
    });

    it('without one is told so', async () => {
      const fay = await customerOf(meta, 'Fay None');
      expect(words(await fay.says('my bookings'))).toBe('You have no upcoming bookings.');
    });
  });

  describe('start over', () => {
    it('gives back the time that was held', async () => {
      const gil = await customerOf(meta, 'Gil Over');
      await gil.says('colour');
      await gil.says('anyone');
      await gil.tapsA('day', 1);
      await gil.tapsA('at', 0);
      expect(await inboxOf(stage, 'juniper').bookings(gil.name)).toMatchObject([{ state: 'held' }]);
      expect(titles(await gil.says('start over'))).toContain('Book appointment');

      expect(await inboxOf(stage, 'juniper').bookings(gil.name)).toEqual([]);
    });
  });
});
