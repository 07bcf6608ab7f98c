import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNats } from '#adapters/nats/index.ts';
import { partitionOf } from '#adapters/nats/naming.ts';
import type { Pulse } from '#adapters/nats/pulse.ts';
import type { BusEvent } from '#contracts/event.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { anEvent, type EventHandler, INBOX, oneAtATime } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { findNats, type NatsServer, startNats } from '#test/support/nats-server.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { freshPrefix } from './nats-engine.ts';
import { numbered, type Outbox, outbox } from './nats-outbox.ts';
import { stoppable } from './nats-pulse.ts';

const UNTIL = { timeout: 25_000, interval: 10 };
const KEYS = Array.from({ length: 10 }, (_, n) => `k${n}`);
const { programs } = await findNats();
if (programs.length === 0) it.skip('servers that get killed [skipped: no nats-server of our own to kill]', () => {});

describe.each(programs)('nats-server $version, when something gets lost', (program) => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNats(program);
  });
  afterAll(() => server.close());

  let committed: Outbox;
  let opened: AsyncDisposableStack;
  let prefix: string;
  beforeEach(() => {
    prefix = freshPrefix();
    committed = outbox();
    opened = new AsyncDisposableStack();
  });
  afterEach(() => opened.disposeAsync());

  async function instance({ republish, pulse }: { readonly republish?: () => Promise<void>; readonly pulse?: Pulse } = {}) {
    const clock = testClock();
    const { pending, commit } = committed.process();
    const parts = { url: server.url, prefix, partitions: 2, clock, log: quietLog, newId: () => crypto.randomUUID() };
    const { bus, connected } = opened.use(
      await openNats({ ...parts, pending, ...(republish && { republish }), ...(pulse && { pulse }) }),
    );
    return {
      bus,
      connected,
      clock,
      commit,
      inbox: (handle: EventHandler) => bus.subscribe(oneAtATime({}, handle)),
    };
  }

  function diary() {
    const seen = new Map<string, number[]>();
    return {
      seen,
      handle: async ({ key, data }: BusEvent) => {
        seen.set(key, [...(seen.get(key) ?? []), Number(data['n'])]);
        await new Promise((resolve) => setImmediate(resolve));
      },
      /** First times only: what was in hand when the server went may come again. */
      firsts: (key: string) => [...new Set(seen.get(key))],
    };
  }

  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);
  const allDone = async ({ bus }: Awaited<ReturnType<typeof instance>>) =>
    vi.waitFor(async () => expect(await bus.lag(INBOX)).toEqual({ waiting: 0, parked: 0 }), UNTIL);

  it('delivers everything in order though the server is killed in the middle of it, twice', async () => {
    const one = await instance();
    const { seen, firsts, handle } = diary();
    one.inbox(handle);
    for (let round = 0; round < 3; round += 1) {
      one.commit(...numbered(KEYS, 40, round * 40));
      await vi.waitFor(() => expect(seen.get('k0')?.length ?? 0).toBeGreaterThan(round * 40), UNTIL);
      if (round === 2) break;
      await server.kill();
      one.commit(...numbered(['late'], 5, round * 5));
      await server.start();
    }
    await vi.waitFor(() => {
      for (const key of KEYS) expect(firsts(key)).toEqual(upTo(120));
      expect(firsts('late')).toEqual(upTo(10));
    }, UNTIL);
    await allDone(one);
    expect(committed.waiting()).toBe(0);
  });

  it('keeps what is committed while no server is there, and delivers it later', async () => {
    const one = await instance();
    const { firsts, handle } = diary();
    one.inbox(handle);
    await server.kill();
    one.commit(...numbered(['k'], 3));
    expect(committed.waiting()).toBe(3);
    await server.start();
    await vi.waitFor(() => expect(firsts('k')).toEqual(upTo(3)), UNTIL);
  });

  it.each([
    { what: 'the logs and where groups stand', spared: (_: string) => false },
    { what: 'the logs, but not where groups stand', spared: (stream: string) => stream === `KV_${prefix}_state` },
    {
      what: 'one of the logs',
      spared: (stream: string) => stream !== `${prefix}_inbound_1`,
      kept: (key: string) => partitionOf({ tenantId: 'shop', key }, 2) === 0,
    },
  ])('delivers again what a power cut took out of $what', async ({ spared, kept = () => false }) => {
    await using before = await temporaryFolder();
    const streams = join(server.folder, 'jetstream', '$G', 'streams');
    const one = await instance({ republish: committed.republish });
    const { seen, firsts, handle } = diary();
    one.inbox(handle);
    one.commit(...numbered(KEYS, 3));
    await allDone(one);
    await server.kill();
    await cp(streams, before.path, { recursive: true });
    await server.start();
    one.commit(...numbered(KEYS, 5, 3));
    await vi.waitFor(() => {
      for (const key of KEYS) expect(firsts(key)).toEqual(upTo(8));
    }, UNTIL);
    await allDone(one);

    await server.kill();
    for (const stream of await readdir(before.path)) {
      if (spared(stream)) continue;
      await rm(join(streams, stream), { recursive: true });
      await cp(join(before.path, stream), join(streams, stream), { recursive: true });
    }
    seen.clear();
    await server.start();
    one.commit(...numbered(KEYS, 4, 8));
    await vi.waitFor(() => {
      for (const key of KEYS) expect(firsts(key).filter((n) => n >= 3)).toEqual(upTo(12).slice(kept(key) ? 8 : 3));
    }, UNTIL);
    await allDone(one);
  });

  it('drops what is published again while the server still has it', async () => {
    const one = await instance();
    const seen: string[] = [];
    one.inbox(async ({ id }) => void seen.push(id));
    one.commit(anEvent('e1'), anEvent('e2'));
    await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2']), UNTIL);
    await committed.republish();
    one.commit(anEvent('e3'));
    await vi.waitFor(() => expect(seen).toEqual(['e1', 'e2', 'e3']), UNTIL);
    await allDone(one);
    expect(committed.waiting()).toBe(0);
  });

  it('asks for what was published lately when the server was started again, not whenever another instance publishes', async () => {
    const asked = vi.fn(committed.republish);
    const { firsts, handle } = diary();
    for (let n = 0; n < 3; n += 1) {
      const one = await instance({ republish: asked });
      const subscription = one.inbox(handle);
      one.commit(...numbered(['k'], 1, n));
      await vi.waitFor(() => expect(firsts('k')).toEqual(upTo(n + 1)), UNTIL);
      await allDone(one);
      await subscription[Symbol.asyncDispose]();
      await opened.disposeAsync();
      opened = new AsyncDisposableStack();
    }
    expect(asked).toHaveBeenCalledTimes(1);
    await server.kill();
    await server.start();
    const one = await instance({ republish: asked });
    one.inbox(handle);
    one.commit(...numbered(['k'], 1, 3));
    await vi.waitFor(() => expect(firsts('k')).toEqual(upTo(4)), UNTIL);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('asks for nothing when whoever published finds the end of every log where it was', async () => {
    const asked = vi.fn(committed.republish);
    const one = await instance({ republish: asked });
    const { firsts, handle } = diary();
    one.inbox(handle);
    for (let n = 0; n < 3; n += 1) {
      one.commit(...numbered(KEYS, 1, n));
      await allDone(one);
      await server.kill();
      await server.start();
    }
    one.commit(...numbered(KEYS, 1, 3));
    await vi.waitFor(() => {
      for (const key of KEYS) expect(firsts(key)).toEqual(upTo(4));
    }, UNTIL);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('asks for what was published lately when somebody else may have published it: others may have taken us for dead', async () => {
    const asked = vi.fn(committed.republish);
    const pulse = stoppable();
    const one = await instance({ republish: asked, pulse });
    const { firsts, handle } = diary();
    one.inbox(handle);
    one.commit(...numbered(['k'], 1));
    await allDone(one);
    pulse.stop(3_000);
    await server.kill();
    await server.start();
    await vi.waitFor(() => expect(one.connected()).toBe(true), UNTIL);
    pulse.go();
    one.commit(...numbered(['k'], 1, 1));
    await vi.waitFor(() => expect(firsts('k')).toEqual(upTo(2)), UNTIL);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('carries, parks and replays an event that no message can hold', async () => {
    const one = await instance();
    const text = 'ä'.repeat(1_300_000);
    const seen: unknown[] = [];
    let broken = true;
    one.inbox(async ({ data }) => {
      if (broken) throw new Error('broken');
      seen.push(data['text']);
    });
    one.commit(anEvent('large', { data: { text } }), anEvent('after', { data: { text: 'small' } }));
    await vi.waitFor(async () => {
      one.clock.advance(30_000);
      expect(await one.bus.parked('shop')).toHaveLength(2);
    }, UNTIL);
    const parked = (await one.bus.parked('shop')).find(({ event }) => event.id === 'large');
    expect(parked?.event.data['text']).toBe(text);
    broken = false;
    expect(await one.bus.replay('shop', parked?.id ?? '')).toBe(true);
    await vi.waitFor(() => expect(seen).toEqual([text]), UNTIL);
  });
});

describe('opening the bus', () => {
  const [program] = programs;
  const parts = { clock: testClock(), log: quietLog, newId: () => 'one', pending: outbox().process().pending };

  async function failureAt(url: string): Promise<AdapterFailure> {
    const failure = await openNats({ ...parts, url }).catch((error: unknown) => error);
    if (failure instanceof AdapterFailure) return failure;
    throw new Error('it did not fail as it should');
  }

  it('says so when nobody answers, and names no address', async () => {
    const failure = await failureAt('nats://somebody:secret@127.0.0.1:1');
    expect(failure).toMatchObject({ code: 'unreachable' });
    expect(failure.message).not.toMatch(/secret|127/);
  });

  it('says how an address is written when it cannot be read', async () => {
    for (const url of ['', 'http://127.0.0.1', 'somewhere', 'nats://'])
      expect(await failureAt(url)).toMatchObject({ code: 'misconfigured', message: expect.stringMatching(/nats:\/\//) });
  });

  it('refuses a prefix or a number of partitions that cannot be', async () => {
    for (const wrong of [{ prefix: 'a.b' }, { prefix: '' }, { partitions: 0 }, { partitions: 1.5 }])
      await expect(openNats({ ...parts, url: 'nats://127.0.0.1:1', ...wrong })).rejects.toMatchObject({ code: 'misconfigured' });
  });

  it.skipIf(!program)(
    `says what to do when JetStream is off${program ? '' : ' [skipped: no nats-server of our own]'}`,
    async () => {
      if (!program) return;
      const plain = await startNats(program, { jetstream: false });
      try {
        expect(await failureAt(plain.url)).toMatchObject({
          code: 'misconfigured',
          message: expect.stringMatching(/--jetstream/),
        });
      } finally {
        await plain.close();
      }
    },
  );
});
