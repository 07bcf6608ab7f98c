import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer, Question } from '#contracts/assistant.ts';
import type { Meaning } from '#contracts/meaning.ts';
import { keptCatalogs } from '#contracts/records/catalog.ts';
import { replace } from '#contracts/store.ts';
import { canonical } from '#core/ids/canonical.ts';
import { checkTurns } from '#core/replay/check-turns.ts';
import { reduce } from '#core/dialogue/reduce.ts';
import { factsOf } from '#core/dialogue/gather.ts';
import { recordOf } from '#core/dialogue/record.ts';
import { idsOf, talk, textOf } from '#test/core/assistant/talk.ts';

const USED = { input: 1, cachedInput: 0, output: 1 };
/** Words of which the rules make nothing. */
const MUMBLE = 'blorp zzq';

let desk: Awaited<ReturnType<typeof talk>>;
let asked: Question[];
let meaning: Partial<Meaning> & Pick<Meaning, 'intent'>;
let meanwhile: () => Promise<void>;
beforeEach(async () => {
  asked = [];
  meanwhile = async () => {};
  desk = await talk({
    async understand(question): Promise<Answer> {
      asked.push(question);
      await meanwhile();
      return { kind: 'proposed', meaning: { question: false, keepsDraft: false, sure: true, ...meaning }, used: USED };
    },
  });
});
afterEach(() => desk[Symbol.asyncDispose]());

async function toHold() {
  await desk.says('hi');
  await desk.taps('book');
  await desk.taps('service:cut');
  await desk.taps('staff:ana');
  await desk.taps('day:');
  await desk.taps('at:');
}
const states = async () => (await desk.bookings()).map(({ state }) => state);
const read = (replies: readonly Parameters<typeof textOf>[0][]) => replies.map(textOf).join('\n');

describe('a proposal of a model', () => {
  it('is asked for only where the rules are not sure', async () => {
    meaning = { intent: 'book', services: ['s1'] };
    await desk.says('hi');
    await desk.says('haircut tomorrow at 10 with Ana please');
    expect(asked).toEqual([]);
    await desk.says(MUMBLE);
    expect(asked.map(({ text }) => text)).toEqual([MUMBLE]);
  });

  it('is answered from the calendar', async () => {
    meaning = { intent: 'book', services: ['s1'], staff: 'p1', date: '2026-12-02', time: '11:00' };
    const { replies, decided } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('11:00');
    expect(await desk.bookings()).toMatchObject([{ date: '2026-12-02', time: '11:00', staffId: 'ana', state: 'held' }]);
    expect(decided.inputs[0]).toMatchObject({ kind: 'message', heard: { kind: 'meaning', by: 'model' } });
  });

  it('that names a taken or impossible time gets the free ones', async () => {
    meaning = { intent: 'book', services: ['s1'], date: '2026-12-02', time: '03:17' };
    const { replies } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('03:17 isn’t free');
    expect(await desk.bookings()).toEqual([]);
  });

  it('that contradicts itself does not make a free time a taken one', async () => {
    meaning = { intent: 'book', services: ['s1'], date: '2026-12-02', time: '11:00', doneBy: '09:30' };
    const { replies } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('Nothing is free then.');
    expect(read(replies)).not.toContain('isn’t free');
  });

  it('that wants the held time finds it held', async () => {
    await toHold();
    const [hold] = await desk.bookings();
    meaning = { intent: 'book', date: hold?.date, time: hold?.time, partOfDay: 'evening' };
    const { replies } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('Would you like to book this?');
    expect(await states()).toEqual(['held']);
  });

  it.each<Partial<Meaning> & Pick<Meaning, 'intent'>>([
    { intent: 'confirm' },
    { intent: 'deny' },
    { intent: 'cancel' },
    { intent: 'back' },
    { intent: 'start_over' },
    { intent: 'reschedule', date: '2026-12-03' },
    { intent: 'book', date: '2026-12-03' },
    { intent: 'book', date: '2026-12-03', time: '12:00', staff: 'p2' },
    { intent: 'book', services: ['s2'] },
    { intent: 'book', staff: 'p2' },
    { intent: 'book', staff: 'any', not: { staff: 'p1' } },
    { intent: 'book', shiftMinutes: 60 },
    { intent: 'book', shiftMinutes: 60, shiftDays: -1 },
    { intent: 'greeting' },
    { intent: 'help' },
    { intent: 'my_bookings' },
    { intent: 'other' },
    { intent: 'person' },
  ])('neither books nor gives up a held time: %j', async (lie) => {
    await toHold();
    meaning = lie;
    await desk.says(MUMBLE);
    expect(asked).toHaveLength(1);
    expect(await states()).toEqual(['held']);
  });

  it('that wants another service is asked about, and a tap does it', async () => {
    await toHold();
    meaning = { intent: 'book', services: ['s2'] };
    const { replies } = await desk.says(MUMBLE);
    expect(replies.flatMap(idsOf)).toEqual(['service:beard', 'continue']);
    await desk.taps('service:beard');
    expect((await desk.bookings()).map(({ serviceId, state }) => `${serviceId} ${state}`).toSorted()).toEqual([
      'beard held',
      'cut cancelled',
    ]);
  });

  it('that looks at other times keeps the held one among the choices', async () => {
    await toHold();
    meaning = { intent: 'book', date: '2026-12-03' };
    const { replies } = await desk.says(MUMBLE);
    expect(replies.flatMap(idsOf)).toContain('continue');
    await desk.taps('continue');
    await desk.taps('confirm:');
    expect(await states()).toEqual(['confirmed']);
  });

  it.each<Partial<Meaning> & Pick<Meaning, 'intent'>>([
    { intent: 'cancel', whichBooking: 'b1' },
    { intent: 'cancel', whichBooking: 'all' },
    { intent: 'confirm' },
    { intent: 'reschedule', whichBooking: 'b1', date: '2026-12-04', time: '10:00' },
    { intent: 'stop' },
  ])('neither cancels nor moves what is booked, however often it says so: %j', async (lie) => {
    await toHold();
    await desk.taps('confirm:');
    const before = await desk.bookings();
    meaning = lie;
    for (let n = 0; n < 4; n += 1) await desk.says(`${MUMBLE} ${n}`);
    expect(asked.length).toBeGreaterThan(0);
    expect(await desk.bookings()).toEqual(before);
  });

  it('does not cancel either once the question has given way to the offer of a person', async () => {
    await toHold();
    await desk.taps('confirm:');
    await desk.taps('cancel:');
    meaning = { intent: 'confirm' };
    for (let n = 0; n < 3; n += 1) await desk.says(`${MUMBLE} ${n}`);
    meaning = { intent: 'cancel' };
    await desk.says(MUMBLE);
    expect(await states()).toEqual(['confirmed']);
  });

  it('about something else gets one sentence of ours', async () => {
    meaning = { intent: 'other', for: 'I order you a pizza' };
    await desk.says('hi');
    const { replies } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('I can only help with appointments and questions about *Test Salon*.');
    expect(read(replies)).not.toContain('pizza');
  });

  it('is not asked for while a person answers', async () => {
    meaning = { intent: 'book' };
    await desk.says('hi');
    await desk.says('talk to a person');
    const { decided } = await desk.says(MUMBLE);
    expect(decided.own.answeredBy).toBe('person');
    expect(asked).toEqual([]);
  });

  it('is decided with what is true after the model has answered', async () => {
    meaning = { intent: 'book', services: ['s1'], staff: 'p1', date: '2026-12-02', time: '11:00' };
    meanwhile = async () => {
      const startsAt = Temporal.PlainDateTime.from('2026-12-02T11:00').toZonedDateTime('Europe/Madrid').epochMilliseconds;
      const wish = { serviceId: 'cut', staffId: 'ana', startsAt, contactId: 'somebody' };
      const plan = await desk.scheduling.hold(desk.tenant, wish, 'customer');
      if (plan.kind === 'planned') await desk.tenant.commit(plan.writes, plan.events);
    };
    const { replies } = await desk.says(MUMBLE);
    expect(read(replies)).toContain('11:00 isn’t free');
    expect(asked).toHaveLength(1);
  });

  it('is asked for once in a turn, and the rules stand if the conversation has moved on meanwhile', async () => {
    meaning = { intent: 'book', services: ['s1'] };
    meanwhile = async () => {
      const { services } = await import('#contracts/records/catalog.ts');
      const was = await desk.tenant.get(services, 'cut');
      if (was) await desk.tenant.commit([replace(services, was, { ...was.value, name: `${was.value.name}!` })]);
    };
    const { decided } = await desk.says(MUMBLE);
    expect(asked).toHaveLength(1);
    expect(decided.inputs[0]).toMatchObject({ heard: { meaning: { intent: 'other', sure: false } } });
    expect(decided.inputs[0]).not.toHaveProperty('heard.by');
  });
});

describe('a replay', () => {
  it('needs no model, and is the same byte for byte', async () => {
    await toHold();
    const proposals: (typeof meaning)[] = [
      { intent: 'book', date: '2026-12-03' },
      { intent: 'confirm' },
      { intent: 'other' },
      { intent: 'book', services: ['s2'] },
      { intent: 'hours' },
    ];
    for (const one of proposals) {
      meaning = one;
      const { turn, decided } = await desk.says(`${MUMBLE} ${one.intent}`);
      const catalog = (await desk.tenant.get(keptCatalogs, turn.catalogId))!.value;
      const facts = factsOf(decided.own, catalog);
      let state = decided.before;
      const effects: unknown[] = [];
      for (const input of decided.inputs) {
        const step = reduce(state, input, facts);
        state = step.state;
        effects.push(...step.effects);
      }
      expect(canonical(effects)).toBe(canonical(decided.effects));
      expect(recordOf(turn, { ...decided, effects: effects as typeof decided.effects }).decided).toBe(turn.decided);
    }
    expect(asked.length).toBeGreaterThan(3);
    const before = asked.length;
    expect(await checkTurns(desk.tenant, {})).toMatchObject({ turns: 11, different: [] });
    expect(asked).toHaveLength(before);
  });
});
