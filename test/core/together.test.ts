import { describe, expect, it } from 'vitest';
import { StoreFailure } from '#contracts/store.ts';
import { together } from '#core/together.ts';

/** Flushes that a test lets end one by one. */
function given(most = 3) {
  const flushes: { readonly key: string; readonly items: readonly string[]; end(error?: unknown): void }[] = [];
  const join = together<string>(most, (key, items) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    flushes.push({ key, items, end: (error) => (error === undefined ? resolve() : reject(error)) });
    return promise;
  });
  return {
    join,
    flushes,
    seen: () => flushes.map(({ key, items }) => `${key}: ${items.join('')}`),
    /** Enough turns of the microtask queue for whatever goes on by itself. */
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('flushing together', () => {
  it('takes along what comes in the same turn of the loop', async () => {
    const { join, seen, settled } = given();
    for (const item of 'ab') void join('one', item);
    await settled();
    expect(seen()).toEqual(['one: ab']);
  });

  it('has one flush of a key under way, and what comes meanwhile goes with the next', async () => {
    const { join, flushes, seen, settled } = given();
    void join('one', 'a');
    await settled();
    for (const item of 'bc') void join('one', item);
    await settled();
    expect(seen()).toEqual(['one: a']);
    flushes[0]?.end();
    await settled();
    expect(seen()).toEqual(['one: a', 'one: bc']);
  });

  it('puts no more into a flush than it may hold', async () => {
    const { join, flushes, seen, settled } = given(3);
    const all = [...'abcdefg'].map((item) => join('one', item));
    for (let n = 0; n < 3; n += 1) {
      await settled();
      flushes[n]?.end();
    }
    await Promise.all(all);
    expect(seen()).toEqual(['one: abc', 'one: def', 'one: g']);
  });

  it('lets keys flush beside each other', async () => {
    const { join, seen, settled } = given();
    void join('one', 'a');
    void join('two', 'b');
    await settled();
    expect(seen()).toEqual(['one: a', 'two: b']);
  });

  it('resolves an item when its own flush has', async () => {
    const { join, flushes, settled } = given();
    const done: string[] = [];
    void join('one', 'a').then(() => done.push('a'));
    await settled();
    void join('one', 'b').then(() => done.push('b'));
    await settled();
    expect(done).toEqual([]);
    flushes[0]?.end();
    await settled();
    expect(done).toEqual(['a']);
    flushes[1]?.end();
    await settled();
    expect(done).toEqual(['a', 'b']);
  });

  it('rejects those of a flush that failed, and goes on', async () => {
    const { join, flushes, settled } = given();
    const down = new StoreFailure('unavailable', 'unknown', 'down');
    const both = Promise.allSettled([join('one', 'a'), join('one', 'b')]);
    await settled();
    const next = join('one', 'c');
    flushes[0]?.end(down);
    await expect(both).resolves.toEqual([
      { status: 'rejected', reason: down },
      { status: 'rejected', reason: down },
    ]);
    await settled();
    flushes[1]?.end();
    await expect(next).resolves.toBeUndefined();
  });

  it('lets an item that can never be written fail alone', async () => {
    const bad = new StoreFailure('invalid', 'no', 'not of its shape');
    const written: string[] = [];
    const join = together<string>(10, async (_, items) => {
      if (items.includes('b')) throw bad;
      written.push(...items);
    });
    await expect(Promise.allSettled([...'abc'].map((item) => join('one', item)))).resolves.toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'rejected', reason: bad },
      { status: 'fulfilled', value: undefined },
    ]);
    expect(written).toEqual(['a', 'c']);
  });

  it('remembers nothing of a key that is done', async () => {
    const { join, flushes, seen, settled } = given();
    const first = join('one', 'a');
    await settled();
    flushes[0]?.end();
    await first;
    void join('one', 'b');
    await settled();
    expect(seen()).toEqual(['one: a', 'one: b']);
  });
});
