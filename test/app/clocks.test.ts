import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#app/system-clock.ts';
import type { Clock } from '#contracts/clock.ts';
import { sandboxClock } from '#sandbox/shared/clock.ts';
import { testClock } from '#test/support/clock.ts';

const HOUR = 3_600_000;

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-12-01T09:00:00Z'), toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const setBy = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** Each with how time passes on it, and how somebody sets it. */
const CLOCKS: readonly (readonly [
  string,
  () => { clock: Clock; pass: (ms: number) => unknown; set: (ms: number) => unknown },
])[] = [
  ['of the system', () => ({ clock: systemClock, pass: (ms) => vi.advanceTimersByTimeAsync(ms), set: setBy })],
  ['of the sandbox', () => ({ clock: sandboxClock(HOUR), pass: (ms) => vi.advanceTimersByTimeAsync(ms), set: setBy })],
  [
    'of tests',
    () => {
      const clock = testClock();
      return { clock, pass: (ms) => clock.advance(ms), set: clock.set };
    },
  ],
];

describe.each(CLOCKS)('the clock %s', (_, given) => {
  it.each([
    ['goes back an hour', -HOUR],
    ['goes a day ahead', 24 * HOUR],
    ['is left alone', 0],
  ])('measures durations when it %s', async (_, by) => {
    const { clock, pass, set } = given();
    const [began, from] = [clock.now(), clock.monotonic()];
    let over = false;
    const waiting = clock.after(5_000).then(() => (over = true));
    await pass(1_000);
    set(by);
    await pass(3_999);
    expect(over).toBe(false);
    await pass(1);
    await waiting;
    expect(clock.monotonic() - from).toBe(5_000);
    expect(clock.now() - began).toBe(5_000 + by);
  });

  it('lets go of who no longer waits, and keeps nobody whose time is over', async () => {
    const { clock } = given();
    const stop = new AbortController();
    const waiting = clock.after(Number.MAX_SAFE_INTEGER, stop.signal);
    stop.abort();
    await waiting;
    await clock.after(HOUR, AbortSignal.abort());
    await clock.after(0);
    await clock.after(-1);
  });
});

it('the clock of the sandbox moves durations forward as it moves points in time', async () => {
  const clock = sandboxClock();
  let over = false;
  const waiting = clock.after(HOUR).then(() => (over = true));
  clock.moveTo(HOUR - 1);
  await vi.advanceTimersByTimeAsync(0);
  expect(over).toBe(false);
  clock.moveTo(HOUR);
  await waiting;
  expect(clock.monotonic()).toBe(performance.now() + HOUR);
});
