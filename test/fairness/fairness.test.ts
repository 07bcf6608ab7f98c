import { afterEach, expect, it, vi } from 'vitest';
import { AdapterFailure } from '#contracts/failure.ts';
import { SLOW_SHARDS } from '#contracts/later.ts';
import { onEachEngine } from '#test/support/engines.ts';
import { hangs, image, openSite, picture, text, type Script, type Site } from './site.ts';

vi.setConfig({ testTimeout: 120_000 });

const PATIENCE = { timeout: 60_000, interval: 10 };
const MANY = 60;
/** Places of one tenant for downloads: four in each shard. */
const PLACES = 4 * SLOW_SHARDS;

let site: Site;
afterEach(() => site[Symbol.asyncDispose]());

await onEachEngine((settings) => {
  const given = async (trouble: Script) => (site = await openSite(settings(), trouble));

  it("a file that cannot be served does not hold back the same customer's later files", async () => {
    await given({ download: async ({ providerMediaId }) => (providerMediaId === 'bad' ? fails() : picture()) });
    const files = ['bad', 'second', 'third'].map((id) => image(id, 'customer'));
    await site.hear('trouble', files);
    site.work();
    const states = () => Promise.all(files.map((event) => site.mediaState('trouble', event)));
    await expect.poll(states, PATIENCE).toEqual(['waiting', 'stored', 'stored']);
  });

  it("many files that fail let another tenant's image go before", async () => {
    let failed = 0;
    let failedBefore = -1;
    site = await openSite(
      settings(),
      {
        download: async () => {
          failed += 1;
          // Not for the circuit breaker: each file is asked for.
          throw new AdapterFailure('trouble', 'rate_limited', 'too many requests', { retryAfterMs: 600_000 });
        },
      },
      {
        download: async () => {
          failedBefore = failed;
          return picture();
        },
      },
    );
    const theirs = many(image);
    const ours = image('ours');
    await site.hear('trouble', theirs);
    await site.hear('calm', [ours]);
    site.work('worker');
    const states = () =>
      Promise.all([site.mediaState('calm', ours), ...theirs.map((event) => site.mediaState('trouble', event))]);
    await expect.poll(async () => (await states()).every((state) => state === 'waiting'), PATIENCE).toBe(true);
    site.work('scheduler');
    await expect.poll(() => site.mediaState('calm', ours), PATIENCE).toBe('stored');
    await expect.poll(() => failed, PATIENCE).toBe(MANY);
    expect(failedBefore).toBeLessThan(MANY / 2);
  });

  it("downloads that hang take their own places only: another tenant's image is stored", async () => {
    let hanging = 0;
    let most = 0;
    await given({
      async download(_, signal) {
        most = Math.max(most, (hanging += 1));
        return hangs(signal).finally(() => (hanging -= 1));
      },
    });
    await site.hear('trouble', many(image));
    site.work();
    await expect.poll(() => hanging, PATIENCE).toBe(PLACES);
    const ours = image('ours');
    await site.hear('calm', [ours]);
    await expect.poll(() => site.mediaState('calm', ours), PATIENCE).toBe('stored');
    expect([hanging, most]).toEqual([PLACES, PLACES]);
    // Nor do they keep the tenant's own replies from being tried.
    await site.hear('trouble', [text('hello')]);
    await expect.poll(() => site.sent('trouble').filter(({ to }) => to.userId === 'hello').length, PATIENCE).toBe(1);
  });

  it('replies that are refused for ten minutes wait beside the bus: later ones do not ask, another tenant is answered', async () => {
    await given({
      send: () => Promise.reject(new AdapterFailure('trouble', 'rate_limited', 'too many', { retryAfterMs: 600_000 })),
    });
    await site.hear('trouble', many(text));
    await site.hear('calm', [text('asks')]);
    site.work();
    await expect.poll(() => site.waiting('trouble'), PATIENCE).toEqual({ rate_limited: MANY });
    await expect.poll(() => site.sent('calm').length, PATIENCE).toBe(1);
    // Those that were on their way together have asked. Those that are wanted from now on do not.
    const asked = site.sent('trouble').length;
    await site.hear('trouble', ['more', 'and more'].map(text));
    await site.hear('calm', [text('asks later')]);
    await expect.poll(() => site.waiting('trouble'), PATIENCE).toEqual({ rate_limited: MANY + 2 });
    await expect.poll(() => site.sent('calm').length, PATIENCE).toBe(2);
    expect(site.sent('trouble').length).toBe(asked);
  });
});

function many<T>(what: (id: string) => T): T[] {
  return Array.from({ length: MANY }, (_, n) => what(`theirs-${n}`));
}

function fails(): never {
  throw new AdapterFailure('trouble', 'unknown', 'an answer with status 500');
}
