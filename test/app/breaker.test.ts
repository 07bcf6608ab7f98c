import { describe, expect, it } from 'vitest';
import { guarded } from '#app/breaker.ts';
import type { Account, Download } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { testClock } from '#test/support/clock.ts';

const hello = { messageId: 'm', to: { phone: '+34600000001' }, content: { kind: 'text', body: 'Hi' } } as const;
const stop = () => new AbortController().signal;
const fails = () => Promise.reject(new AdapterFailure('test', 'unreachable', 'as scripted'));

function given(script: Partial<Account>) {
  const clock = testClock();
  const plain: Account = {
    send: async () => ({ providerMessageId: 'out' }),
    settle: async () => ({ kind: 'absent' }),
    download: async () => file(['bytes']),
    acknowledge: async () => {},
    check: async () => ({ reachable: true, detail: '' }),
    ...script,
  };
  const guard = guarded('test', plain, clock);
  const { account } = guard;
  return {
    guard,
    clock,
    calls: {
      send: () => account.send(hello, stop()),
      settle: () => account.settle(hello, { at: 0, ageMs: 0 }, async () => false, stop()),
      download: async () => new Response((await account.download({ url: 'https://x' }, stop())).bytes).text(),
      acknowledge: () => account.acknowledge('wamid.1', stop()),
      check: () => account.check(stop()),
    },
    [Symbol.dispose]: () => guard.close(),
  };
}

function file(
  pieces: readonly string[],
  ends: (controller: ReadableStreamDefaultController) => void = (it) => it.close(),
): Download {
  return {
    mimeType: 'image/png',
    bytes: new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(Buffer.from(piece));
        ends(controller);
      },
    }),
  };
}

async function often(call: () => Promise<unknown>, times = 6): Promise<string[]> {
  const codes: string[] = [];
  for (let n = 0; n < times; n += 1)
    codes.push(
      await call().then(
        () => 'done',
        (error: unknown) => (error instanceof AdapterFailure ? error.code : 'another error'),
      ),
    );
  return codes;
}

describe('the breaker of an account', () => {
  it.each(['send', 'settle', 'download', 'acknowledge', 'check'] as const)(
    'stops calls of %s that keep failing, and no others',
    async (which) => {
      using world = given({ [which]: fails });
      const { guard, calls } = world;
      expect((await often(calls[which])).at(-1)).toBe('rate_limited');
      expect([guard.state(), guard.stopped()]).toEqual(['open', [which]]);
      for (const [name, call] of Object.entries(calls)) if (name !== which) expect(await often(call, 1)).toEqual(['done']);
    },
  );

  it('says how long not to try: longer the longer it has been failing, and nothing while it is closed', async () => {
    using world = given({ send: fails });
    const { guard, calls, clock } = world;
    expect(guard.restMs('send')).toBe(0);
    await often(calls.send);
    const rests = [0, 8_000, 60_000].map((ms) => (clock.advance(ms), guard.restMs('send')));
    expect(rests).toEqual([5_000, 8_000, 30_000]);
    expect(guard.restMs('download')).toBe(0);
  });

  it('counts a download that breaks off half way as failed', async () => {
    using world = given({
      download: async () => file(['half'], (it) => it.error(new AdapterFailure('test', 'unknown', 'it broke off'))),
    });
    expect((await often(world.calls.download)).at(-1)).toBe('rate_limited');
    expect(world.guard.stopped()).toEqual(['download']);
  });

  it('counts a download that does not end in time as failed', async () => {
    using world = given({ download: async () => file(['half'], () => {}) });
    for (let n = 0; n < 5; n += 1) {
      const late = new AbortController();
      const { bytes } = await world.guard.account.download({ url: 'https://x' }, late.signal);
      late.abort();
      await bytes.cancel();
    }
    await expect.poll(() => world.guard.stopped()).toEqual(['download']);
  });

  it('counts a download as good that the reader wants no more of', async () => {
    using world = given({ download: async () => file(['much']) });
    for (let n = 0; n < 6; n += 1) {
      const { bytes } = await world.guard.account.download({ url: 'https://x' }, stop());
      await bytes.cancel();
    }
    expect(world.guard.state()).toBe('closed');
    expect(await world.calls.download()).toBe('much');
  });

  it('does not count what is refused of one message', async () => {
    using world = given({ send: () => Promise.reject(new AdapterFailure('test', 'rejected', 'no')) });
    expect(new Set(await often(world.calls.send, 10))).toEqual(new Set(['rejected']));
    expect(world.guard.state()).toBe('closed');
  });

  it('lets nothing through once it is closed, also calls that were never made', async () => {
    using world = given({});
    world.guard.close();
    expect(await often(world.calls.send, 1)).toEqual(['rate_limited']);
  });
});
