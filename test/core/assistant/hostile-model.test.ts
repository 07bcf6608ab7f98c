import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openAi } from '#adapters/openai/index.ts';
import { bookings } from '#contracts/records/booking.ts';
import { services } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { insert } from '#contracts/store.ts';
import { DEADLINE_MS } from '#core/assistant/consult.ts';
import { checkTurns } from '#core/replay/check-turns.ts';
import { openAiSandbox } from '#sandbox/openai/config.ts';
import { type OpenAiEmulator, startOpenAi } from '#sandbox/openai/emulator.ts';
import { booking } from '#test/core/dialogue/desk.ts';
import { testClock } from '#test/support/clock.ts';
import { type Lie, lies } from './lies.ts';
import { type Answered, ZONE, offered, talk, textOf } from './talk.ts';
import { type Truth, expectTrue } from './truth.ts';

const LIES = 500;
/** A customer says so many things that nobody understands, wherever the conversation stands. */
const MUMBLES = 5;
const HOUR_MS = 3_600_000;
const FOREIGN = /foreign|Zebra|77[.,]77|7777/;
const OPEN = ['09:00', '17:00'];

const settings = { key: 'sk-test', model: 'gpt-5.6-luna' };
let emulator: OpenAiEmulator;
let desk: Awaited<ReturnType<typeof talk>>;
beforeAll(async () => {
  // The clock of the emulator stands still: what is slow never answers.
  emulator = await startOpenAi(openAiSandbox.parse({ apiKey: settings.key }), testClock());
  const clock = {
    now: () => desk.clock.now(),
    monotonic: () => desk.clock.monotonic(),
    after: (...given: [number, AbortSignal?]) => desk.clock.after(...given),
  };
  desk = await talk(openAi({ ...settings, url: emulator.url }, { fetch, clock }));
  const foreign = desk.store.tenant('tenant-2');
  await foreign.commit([
    insert(profiles, { id: 'profile', name: 'Zebra', zone: ZONE, locale: 'en', holidays: [] }),
    insert(services, offered('foreign-cut', { name: 'Zebra cut', price: { amount: 7_777, currency: 'EUR' } })),
    insert(bookings, booking({ id: 'foreign-booking', contactId: 'zebra', serviceName: 'Zebra cut' })),
  ]);
});
afterAll(async () => {
  await desk[Symbol.asyncDispose]();
  await emulator.stop();
});

describe('a model that lies in every way', () => {
  it(`makes the desk say nothing false in ${LIES} turns, and do nothing that cannot be undone`, async () => {
    const seen = { asked: 0, proposals: 0, slow: 0, places: new Set<string>() };
    const all = lies(2 * LIES);
    // In some turns a person answers already, because the model wanted one. It is not asked then.
    for (let n = 0; n < all.length && seen.asked < LIES; n += 1) {
      if (n % MUMBLES === 0) {
        desk.nextCustomer();
        desk.clock.advance(HOUR_MS);
        await arrive(Math.floor(n / MUMBLES));
      }
      const before = await desk.bookings();
      const asked = emulator.asked.length;
      const free = await freeStarts();
      const started = desk.clock.monotonic();

      const lie = all[n] as Lie;
      const answered = await mumble(n, lie);

      expect(desk.clock.monotonic() - started).toBeLessThanOrEqual(DEADLINE_MS);
      seen.asked += emulator.asked.length > asked ? 1 : 0;
      seen.slow += 'mode' in lie && lie.mode === 'slow' ? 1 : 0;
      seen.proposals += JSON.stringify(answered.decided.inputs[0]).includes('"by":"model"') ? 1 : 0;
      seen.places.add(answered.decided.before.view.at);
      await isTrue(answered, [...free, ...(await freeStarts())]);
      onlyHolds(before, await desk.bookings());
      // A rate limit is remembered; the next lie is to be told all the same.
      if ('mode' in lie && lie.mode === 'rate_limited') desk.clock.advance(20_000);
      if ('mode' in lie && lie.mode === 'no_credit') desk.clock.advance(600_000);
    }
    // Otherwise the suite would show nothing.
    expect(seen.asked).toBe(LIES);
    expect(seen.proposals).toBeGreaterThan(LIES / 5);
    expect(seen.slow).toBeGreaterThan(3);
    expect([...seen.places]).toEqual(
      expect.arrayContaining(['menu', 'services', 'people', 'days', 'times', 'confirm_hold', 'booking', 'confirm_cancel']),
    );
    expect(await checkTurns(desk.tenant, {})).toMatchObject({ different: [] });
    const other = await desk.store.tenant('tenant-2').get(bookings, 'foreign-booking');
    expect(other?.version).toBe(1);
  }, 120_000);
});

/** Honest taps until the conversation stands at one of its questions. */
async function arrive(n: number): Promise<void> {
  await desk.says('hi');
  // Most often to where there is most to lose.
  const far = [0, 5, 1, 5, 2, 5, 3, 5, 4, 5, 6, 5, 7, 8][n % 14] ?? 0;
  if (far >= 1) await desk.taps('book');
  if (far >= 2) await desk.taps('service:cut');
  if (far >= 3) await desk.taps('staff:ana');
  if (far >= 4) await desk.taps('day:');
  if (far >= 5) await desk.taps('at:');
  if (far >= 6) await desk.taps('confirm:');
  if (far === 7) await desk.says('my bookings');
  if (far === 8) await desk.taps('cancel:');
}

async function mumble(n: number, lie: Lie): Promise<Answered> {
  emulator.writes('writes' in lie ? lie.writes : undefined);
  emulator.become('mode' in lie ? lie.mode : 'right');
  const asked = emulator.asked.length;
  let done = false;
  const answered = desk.says(`blorp zzq ${String.fromCodePoint(97 + (n % 26))}${n}x`).finally(() => (done = true));
  if ('mode' in lie && lie.mode === 'slow') {
    for (const [calls, ms] of [
      [1, 2_500],
      [2, 1_500],
    ] as const) {
      await vi.waitUntil(() => done || emulator.asked.length >= asked + calls, { timeout: 10_000, interval: 1 });
      if (!done) desk.clock.advance(ms);
    }
  }
  return answered;
}

async function freeStarts(): Promise<Truth['free']> {
  const today = Temporal.Instant.fromEpochMilliseconds(desk.clock.now()).toZonedDateTimeISO(ZONE).toPlainDate();
  const span = { from: today.toString(), to: today.add({ days: 31 }).toString() };
  const found = await Promise.all(
    ['cut', 'beard'].map(async (serviceId) => {
      const own = await desk.bookings();
      const searches = [undefined, ...own.map(({ id }) => id)].map((exceptBookingId) =>
        desk.scheduling.slots(desk.tenant, { serviceId, ...span, ...(exceptBookingId === undefined ? {} : { exceptBookingId }) }),
      );
      return (await Promise.all(searches)).flatMap(({ slots }) => slots.map((slot) => ({ ...slot, serviceId })));
    }),
  );
  return found.flat();
}

async function isTrue({ decided, replies }: Answered, free: Truth['free']): Promise<void> {
  const own = await desk.bookings();
  const offers = (await desk.tenant.find(services, { by: 'byPosition', equals: [], limit: 10 })).items.map(({ value }) => value);
  expectTrue(decided.effects, { services: offers, bookings: own, free, zone: ZONE });

  // And once more in what is really sent, whatever made it.
  const text = replies.map(textOf).join('\n').replaceAll(' like 16:30', '');
  expect(text).not.toMatch(FOREIGN);
  expect(text).not.toMatch(/€ ?1\b|1 EUR|13:37, it|pizza|SYSTEM|You are booked/);
  const refused = [...text.matchAll(/Sorry, (\d\d:\d\d) isn’t free/g)].map(([, time]) => time);
  const times = new Set([
    ...OPEN,
    ...refused,
    ...free.map(({ time }) => time),
    ...own.flatMap(({ time, endsAt, expiresAt }) => [time, ...[endsAt, expiresAt].map(wall)]),
  ]);
  for (const [time] of text.matchAll(/\b\d\d:\d\d\b/g)) expect([...times], text).toContain(time);
  for (const [, price] of text.matchAll(/€ ?(\d[\d.,]*\d)/g)) expect(['25', '13', '25.00', '13.00']).toContain(price);
}

function wall(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(ZONE).toPlainTime().toString({ smallestUnit: 'minute' });
}

/** The most that a proposal does is to hold a time where none was held. */
function onlyHolds(before: Awaited<ReturnType<typeof desk.bookings>>, after: typeof before): void {
  const kept = after.filter(({ id }) => before.some((one) => one.id === id));
  expect(kept).toEqual(before);
  const made = after.filter(({ id }) => !before.some((one) => one.id === id));
  expect(made.every(({ state }) => state === 'held')).toBe(true);
  if (before.some(({ state }) => state === 'held')) expect(made).toEqual([]);
}
