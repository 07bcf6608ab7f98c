import { afterEach, expect, it, vi } from 'vitest';
import { answered } from '#adapters/mongodb/answered.ts';
import { passing } from '#adapters/mongodb/failure.ts';

afterEach(() => vi.useRealTimers());

it('a question that the driver has forgotten ends as a broken connection, which is tried again', async () => {
  vi.useFakeTimers();
  const failure = answered({ patienceMs: 1_000 }, new Promise<never>(() => {})).then(
    () => undefined,
    (error: unknown) => error,
  );
  await vi.advanceTimersByTimeAsync(3_000);
  expect(passing(await failure)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('an answer, or a failure, is handed on and leaves no timer behind', async () => {
  vi.useFakeTimers();
  expect(await answered({ patienceMs: 1_000 }, Promise.resolve(1))).toBe(1);
  await expect(answered({ patienceMs: 1_000 }, Promise.reject(new RangeError('no')))).rejects.toThrow(RangeError);
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount()).toBe(0);
});
