import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { faults as faultsShape } from '#contracts/api/phone.ts';
import type { CourierRules, Outcome, Update } from '#sandbox/shared/courier-rules.ts';
import { startCourier } from '#sandbox/shared/courier.ts';
import { faultSwitches } from '#sandbox/shared/faults.ts';
import { passagesIn } from '#sandbox/shared/passages.ts';
import { openFile } from '#sandbox/shared/file.ts';
import { seededRandom } from '#sandbox/shared/random.ts';
import { readBody, serve } from '#sandbox/shared/server.ts';
import { testClock } from '#test/support/clock.ts';

/** A receiver whose answers a test decides, and holds back while it wants. */
async function givenReceiver(port = 0) {
  const got: string[][] = [];
  const state = { status: 200, hold: undefined as Promise<void> | undefined, most: 0, now: 0 };
  const server = await serve(port, (router) => {
    router.post('/hook', async (ctx) => {
      const updates = JSON.parse((await readBody(ctx, 1_000_000)).toString()) as string[];
      state.most = Math.max(state.most, (state.now += 1));
      await state.hold;
      state.now -= 1;
      ctx.status = state.status;
      ctx.body = '';
      got.push(updates);
    });
  });
  onTestFinished(() => server.stop(0));
  return { url: `${server.url}/hook`, port: Number(new URL(server.url).port), got, state, stop: () => server.stop(0) };
}

function courierParts(url: string, more: Partial<CourierRules> = {}) {
  const rules: CourierRules = {
    batch: 3,
    parallel: 2,
    timeoutMs: 2000,
    delaysMs: [1000, 10_000],
    giveUpAfterMs: 60_000,
    retries: () => true,
    post: (updates) => ({ url, headers: {}, body: JSON.stringify(updates.map(({ payload }) => payload)) }),
    ...more,
  };
  return { random: seededRandom('x'), rules };
}

const untilOf = (clock: ReturnType<typeof testClock>) => ({
  now: clock.now,
  until: (at: number, signal?: AbortSignal) => clock.after(at - clock.now(), signal),
});

async function given(url: string, more: Partial<CourierRules> = {}) {
  const clock = testClock();
  const file = openFile(':memory:');
  const faults = faultSwitches(file, seededRandom('x'));
  const taken: string[] = [];
  const passages = passagesIn(file);
  const courier = startCourier({
    ...courierParts(url, more),
    file,
    clock: untilOf(clock),
    faults,
    passages,
    taken: (updates) => taken.push(...updates.map(({ payload }) => payload)),
  });
  onTestFinished(async () => {
    await courier.stop();
    await file.close();
  });
  const add = (lane: string, payload: string, extra: Partial<Update> = {}) =>
    file.write(() => courier.add([{ lane, kind: 'message', url, payload, ...extra }]));
  return { clock, file, faults, courier, add, taken, passages, set: (next: object) => faults.set(faultsShape.parse(next)) };
}

describe('the courier', () => {
  it('keeps the order of a lane, works lanes side by side, and batches only what has piled up', async () => {
    const { url, got, state } = await givenReceiver();
    const { promise, resolve } = Promise.withResolvers<void>();
    state.hold = promise;
    const { add, courier } = await given(url);
    for (let n = 1; n <= 5; n += 1) await add('a', `a${n}`);
    await add('b', 'b1');
    await vi.waitFor(() => expect(state.now).toBe(2));
    resolve();
    await vi.waitFor(() => expect(courier.pending()).toBe(0));
    const order = got.flat().filter((payload) => payload.startsWith('a'));
    expect(order).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    expect(got.every((updates) => updates.length <= 3)).toBe(true);
    expect(got.some((updates) => updates.length === 3)).toBe(true);
    expect(state.most).toBe(2);
  });

  it('does not put more into one request than a provider would', async () => {
    const { url, got, state } = await givenReceiver();
    const { promise, resolve } = Promise.withResolvers<void>();
    state.hold = promise;
    const { add, courier } = await given(url, { parallel: 1, batch: 10 });
    await add('first', 'x');
    await vi.waitFor(() => expect(state.now).toBe(1));
    const large = (name: string): string => name.padEnd(150_000, '.');
    for (const name of ['a1', 'a2', 'a3']) await add('a', large(name));
    for (const name of ['b1', 'b2']) await add('b', large(name));
    resolve();
    await vi.waitFor(() => expect(courier.pending()).toBe(0));
    const names = got.map((updates) => updates.map((payload) => payload.slice(0, 2)));
    expect(names.slice(1).every((updates) => updates.length <= 2)).toBe(true);
    expect(names.flat().filter((name) => name.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(names.flat()).toHaveLength(6);
  });

  it('tries again by the schedule of the provider, holding back what comes after', async () => {
    const { url, got, state } = await givenReceiver();
    state.status = 500;
    const { add, clock, file, taken } = await given(url);
    await add('a', 'first');
    const attempts = () => file.row<{ attempts: number }>('SELECT attempts FROM webhooks')?.attempts;
    await vi.waitFor(() => expect(attempts()).toBe(1));
    await add('a', 'second');
    clock.advance(1000);
    await vi.waitFor(() => expect(attempts()).toBe(2));
    state.status = 200;
    clock.advance(9_999);
    await add('other', 'elsewhere');
    await vi.waitFor(() => expect(taken).toEqual(['elsewhere']));
    clock.advance(1);
    await vi.waitFor(() => expect(taken).toEqual(['elsewhere', 'first', 'second']));
    // Once alone, once with the second behind it, then for good.
    expect(got.flat().filter((payload) => payload === 'first')).toHaveLength(3);
  });

  it('lets later ones pass what keeps being refused', async () => {
    const { url, state } = await givenReceiver();
    state.status = 500;
    const { add, clock, file, taken } = await given(url, { delaysMs: [10] });
    await add('a', 'poison');
    for (let n = 1; n <= 5; n += 1) {
      await vi.waitFor(() => expect(file.row('SELECT attempts FROM webhooks')).toEqual({ attempts: n }));
      if (n < 5) clock.advance(10);
    }
    state.status = 200;
    await add('a', 'good');
    await vi.waitFor(() => expect(taken).toEqual(['good']));
  });

  it('does not keep who has come back waiting for the retries of before', async () => {
    const first = await givenReceiver();
    first.state.status = 500;
    const outcomes: string[] = [];
    const retries = (outcome: Outcome): boolean => outcomes.push(outcome.kind) > 0;
    const { add, clock, courier, taken } = await given(first.url, { delaysMs: [100_000], retries });
    await add('a', 'refused');
    await vi.waitFor(() => expect(outcomes).toEqual(['answered']));
    await first.stop();
    // The first of these may still meet the connection that is just closing.
    await vi.waitFor(async () => {
      await add(`lane ${outcomes.length}`, 'nobody there');
      expect(outcomes).toContain('refused');
    });
    const second = await givenReceiver(first.port);
    // Enough for a knock, far from enough for the retry.
    await vi.waitFor(() => {
      if (courier.pending() > 0) clock.advance(400);
      expect(taken).toContain('refused');
      expect(courier.pending()).toBe(0);
    });
    expect(second.got.flat()).toContain('nobody there');
    expect(clock.now() - Date.parse('2026-12-01T09:00:00Z')).toBeLessThan(100_000);
  });

  it('gives up when the provider would', async () => {
    const { url, state } = await givenReceiver();
    state.status = 400;
    const outcomes: Outcome[] = [];
    const { add, courier } = await given(url, { retries: (outcome) => (outcomes.push(outcome), false) });
    await add('a', 'x');
    await vi.waitFor(() => expect(courier.pending()).toBe(0));
    expect(outcomes).toEqual([{ kind: 'answered', status: 400 }]);
  });

  it('does not begin before it was greeted back', async () => {
    const { url, got } = await givenReceiver();
    let ready = false;
    let greeted = 0;
    const { add, clock } = await given(url, { greet: async () => ((greeted += 1), ready) });
    await add('a', 'x');
    await vi.waitFor(() => expect(greeted).toBe(1));
    expect(got).toEqual([]);
    ready = true;
    await vi.waitFor(() => {
      clock.advance(400);
      expect(got).toEqual([['x']]);
    });
  });

  it('keeps for each message when it was first presented, by which request, and when it was taken', async () => {
    const { url, state } = await givenReceiver();
    state.status = 500;
    const { add, clock, file, passages } = await given(url, { retries: (_, { payload }) => payload !== 'lost' });
    const start = clock.now();
    await add('a', 'one', { about: 'm1' });
    await vi.waitFor(() => expect(file.row('SELECT attempts FROM webhooks')).toEqual({ attempts: 1 }));
    await add('a', 'two', { about: 'm2' });
    await add('a', 'three', { about: 'm3' });
    await add('other', 'lost', { about: 'm4' });
    await vi.waitFor(() => expect(passages.all().map(({ id }) => id)).toEqual(['m4']));
    await add('a', 'no message', { kind: 'status', about: 'm0' });
    state.status = 200;
    clock.advance(1000);
    await vi.waitFor(() => expect(passages.all()).toHaveLength(4));
    expect(passages.all().map(({ request: _, ...passage }) => passage)).toEqual([
      { id: 'm4', presented: start },
      { id: 'm1', presented: start, acknowledged: start + 1000 },
      { id: 'm2', presented: start + 1000, acknowledged: start + 1000 },
      { id: 'm3', presented: start + 1000, acknowledged: start + 1000 },
    ]);
    const [lost, one, two, three] = passages.all().map(({ request }) => request);
    expect([lost === one, one === two, two === three]).toEqual([false, false, true]);
  });

  it('takes for presented since it waits what was under way when the emulator ended', async () => {
    const { url } = await givenReceiver();
    const { add, file, faults, passages, clock, courier } = await given('http://127.0.0.1:9/nobody');
    const since = clock.now();
    await add('a', 'one', { about: 'm1' });
    await courier.stop();
    await file.write(() => file.run('UPDATE webhooks SET url = ?', url));
    clock.advance(5000);
    const again = startCourier({ ...courierParts(url), file, faults, passages, clock: untilOf(clock), taken: () => {} });
    onTestFinished(() => again.stop());
    await vi.waitFor(() => {
      clock.advance(400);
      expect(passages.all()).toMatchObject([{ id: 'm1', presented: since }]);
    });
  });

  it('never sends twice what was taken, unless that is the fault asked for', async () => {
    const { url, got } = await givenReceiver();
    const { add, clock, courier, set } = await given(url);
    await add('a', 'once');
    await vi.waitFor(() => expect(courier.pending()).toBe(0));
    await set({ duplicate: 1 });
    await add('a', 'twice');
    await vi.waitFor(() => expect(got).toHaveLength(2));
    await vi.waitFor(() => {
      clock.advance(2000);
      expect(courier.pending()).toBe(0);
    });
    expect(got.flat()).toEqual(['once', 'twice', 'twice']);
  });
});
