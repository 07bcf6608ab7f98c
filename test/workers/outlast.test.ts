import { expect, it } from 'vitest';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';
import { NEWEST_EVENT_VERSION } from '#contracts/event.ts';
import { outlast } from '#workers/outlast.ts';
import { anEvent } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';

const event = { ...anEvent('e1'), tenantId: 'shop' };
const signal = new AbortController().signal;

function given(handle: () => Promise<void>) {
  const clock = testClock();
  const said: unknown[] = [];
  const log = { ...quietLog, warn: (_: string, fields?: object) => void said.push(fields) };
  return { clock, said, consumer: outlast({ name: 'inbox', streams: ['inbound'], kinds: 'all', slice: 1, handle }, clock, log) };
}

it.each<StoreFailureCode>(['unavailable', 'full', 'read_only', 'gone', 'newer'])(
  'comes back after a store that is %s',
  async (code) => {
    const { consumer } = given(() => Promise.reject(new StoreFailure(code, 'unknown', 'no')));
    expect(await consumer.handle([event], signal)).toEqual({ againAfterMs: 1_000 });
  },
);

it.each<StoreFailureCode>(['invalid', 'too_large', 'damaged'])('fails as before when the store is %s', async (code) => {
  const { consumer } = given(() => Promise.reject(new StoreFailure(code, 'no', 'no')));
  await expect(consumer.handle([event], signal)).rejects.toThrow(StoreFailure);
});

it('leaves an event of a newer Deskbell to an instance that can read it', async () => {
  let handled = 0;
  const { consumer } = given(async () => void (handled += 1));
  const newer = { ...event, version: NEWEST_EVENT_VERSION + 1 };
  expect(await consumer.handle([newer], signal)).toEqual({ againAfterMs: 1_000 });
  expect(handled).toBe(0);
  expect(await consumer.handle([event], signal)).toBeUndefined();
  expect(handled).toBe(1);
});

it('says so now and then, not for every event', async () => {
  const { clock, said, consumer } = given(() => Promise.reject(new StoreFailure('unavailable', 'no', 'secret detail')));
  for (let n = 0; n < 50; n += 1) await consumer.handle([event], signal);
  expect(said).toEqual([{ consumer: 'inbox', why: 'the store: unavailable' }]);
  clock.advance(10_000);
  await consumer.handle([event], signal);
  expect(said).toHaveLength(2);
});
