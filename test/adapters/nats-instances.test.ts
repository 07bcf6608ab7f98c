import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNats } from '#adapters/nats/index.ts';
import { type Pulse, systemPulse } from '#adapters/nats/pulse.ts';
import type { Pending } from '#contracts/pending.ts';
import { anEvent, type EventHandler, INBOX, oneAtATime } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { findNats, type NatsServer, startNats } from '#test/support/nats-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { freshPrefix } from './nats-engine.ts';
import { numbered, type Outbox, outbox } from './nats-outbox.ts';
import { stoppable } from './nats-pulse.ts';

const UNTIL = { timeout: 20_000, interval: 10 };
const KEYS = Array.from({ length: 24 }, (_, n) => `k${n}`);
const [program] = (await findNats()).programs;

const why = program ? '' : ' [skipped: no nats-server of our own]';
describe.skipIf(!program)(`several instances on nats${why}`, () => {
  let server: NatsServer;
  beforeAll(async () => {
    if (program) server = await startNats(program);
  });
  afterAll(() => server.close());

  let prefix: string;
  let committed: Outbox;
  let opened: AsyncDisposableStack;
  beforeEach(() => {
    prefix = freshPrefix();
    committed = outbox();
    opened = new AsyncDisposableStack();
  });
  afterEach(() => opened.disposeAsync());

  async function instance(name: string, pulse: Pulse = systemPulse, slowly = (pending: Pending) => pending) {
    const { pending: own, commit } = committed.process();
    const pending = slowly(own);
    const clock = testClock();
    const parts = { url: server.url, prefix, partitions: 6, clock, log: quietLog, pulse };
    const nats = opened.use(await openNats({ ...parts, pending, newId: () => name }));
    return {
      bus: nats.bus,
      clock,
      commit,
      close: () => nats[Symbol.asyncDispose](),
      inbox: (handle: EventHandler) => nats.bus.subscribe(oneAtATime({}, handle)),
    };
  }

  /** Which instance handled which event, in the order of the beginnings. */
  function diary() {
    const lines: { readonly who: string; readonly id: string; readonly key: string; readonly n: number }[] = [];
    return {
      lines,
      by:
        (who: string): EventHandler =>
        async ({ id, key, data }) => {
          lines.push({ who, id, key, n: Number(data['n']) });
          await new Promise((resolve) => setImmediate(resolve));
        },
      who: () => [...new Set(lines.map((line) => line.who))].toSorted(),
      of: (key: string) => lines.filter((line) => line.key === key).map(({ n }) => n),
    };
  }

  /** Commits round after round until both instances work; answers how many rounds it took. */
  async function untilBoth(
    commit: (...events: ReturnType<typeof anEvent>[]) => void,
    who: () => readonly string[],
    from = 0,
  ): Promise<number> {
    let rounds = from;
    await vi.waitFor(
      () => {
        commit(...numbered(KEYS, 1, rounds));
        rounds += 1;
        expect(who()).toEqual(['a', 'b']);
      },
      { timeout: 20_000, interval: 50 },
    );
    return rounds;
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

  it('share the work of a group; every event is handled once and each key in order, also when one joins and one leaves', async () => {
    const seen = diary();
    const a = await instance('a');
    a.inbox(seen.by('a'));
    a.commit(...numbered(KEYS, 5));
    await vi.waitFor(() => expect(seen.lines).toHaveLength(5 * KEYS.length), UNTIL);
    const b = await instance('b');
    b.inbox(seen.by('b'));
    const rounds = await untilBoth(b.commit, seen.who, 5);
    await a.close();
    b.commit(...numbered(KEYS, 5, rounds));
    await vi.waitFor(() => expect(seen.lines.length).toBeGreaterThanOrEqual((rounds + 5) * KEYS.length), UNTIL);
    for (const key of KEYS) expect(seen.of(key)).toEqual(upTo(rounds + 5));
  });

  it('take over from one that died, each key from where it stood', async () => {
    const seen = diary();
    const pulse = stoppable();
    const a = await instance('a', pulse);
    const b = await instance('b');
    let dead = false;
    a.inbox((event, signal) => (dead ? untilAborted(signal) : seen.by('a')(event, signal)));
    b.inbox(seen.by('b'));
    const rounds = await untilBoth(b.commit, seen.who);
    dead = true;
    pulse.stop();
    b.commit(...numbered(KEYS, 3, rounds));
    await vi.waitFor(() => {
      for (const key of KEYS) expect(seen.of(key).at(-1)).toBe(rounds + 2);
    }, UNTIL);
    for (const key of KEYS) expect([...new Set(seen.of(key))]).toEqual(upTo(rounds + 3));
    pulse.go();
  });

  it('leave it to their successor to say that something is published, once they were paused while they published it', async () => {
    const [taken, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const published: string[] = [];
    const pulse = stoppable();
    const a = await instance('a', pulse, (pending) => ({
      ...pending,
      async take(most) {
        const events = await pending.take(most);
        if (events.length === 0) return events;
        taken.resolve();
        await goOn.promise;
        return events;
      },
      async published(events) {
        published.push(...events.map(({ event }) => event.id));
        await pending.published(events);
      },
    }));
    a.commit(anEvent('e1'));
    await taken.promise;
    pulse.stop();
    const b = await instance('b');
    await vi.waitFor(() => expect(committed.waiting()).toBe(0), UNTIL);
    pulse.go();
    goOn.resolve();
    b.commit(anEvent('e2'));
    await vi.waitFor(() => expect(committed.waiting()).toBe(0), UNTIL);
    expect(published).toEqual([]);
  });

  it('do not go on with what was taken from them while they were paused', async () => {
    const begun: string[] = [];
    const gate = Promise.withResolvers<void>();
    const pulse = stoppable();
    const a = await instance('a', pulse);
    const aborted = Promise.withResolvers<void>();
    a.inbox(async ({ id }, signal) => {
      begun.push(`a ${id}`);
      signal.addEventListener('abort', () => aborted.resolve());
      await gate.promise;
    });
    a.commit(anEvent('e1'), anEvent('e2'));
    await vi.waitFor(() => expect(begun).toEqual(['a e1']), UNTIL);
    pulse.stop();
    const b = await instance('b');
    b.inbox(async ({ id }) => void begun.push(`b ${id}`));
    await vi.waitFor(() => expect(begun).toEqual(['a e1', 'b e1', 'b e2']), UNTIL);
    pulse.go();
    await aborted.promise;
    gate.resolve();
    b.commit(anEvent('e3'));
    await vi.waitFor(() => expect(begun.slice(3).map((line) => line.slice(2))).toEqual(['e3']), UNTIL);
    await vi.waitFor(async () => expect(await b.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
    expect(begun).toHaveLength(4);
  });

  it('let any of them see and replay what another one parked', async () => {
    const a = await instance('a');
    const b = await instance('b');
    let broken = true;
    const seen: string[] = [];
    a.inbox(async ({ id }) => {
      if (broken) throw new Error('broken');
      seen.push(id);
    });
    a.commit(anEvent('bad'));
    await vi.waitFor(async () => expect(await b.bus.lag(INBOX)).toEqual({ waiting: 1, parked: 0 }), UNTIL);
    await vi.waitFor(async () => {
      a.clock.advance(30_000);
      expect(await b.bus.parked('shop')).toHaveLength(1);
    }, UNTIL);
    broken = false;
    expect(await b.bus.replay('shop', (await b.bus.parked('shop'))[0]?.id ?? '')).toBe(true);
    await vi.waitFor(() => expect(seen).toEqual(['bad']), UNTIL);
    await vi.waitFor(async () => expect(await b.bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);
  });
});

/** The work of a process that died in the middle of it. */
function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
}
