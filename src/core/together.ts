import { StoreFailure } from '#contracts/store.ts';

interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Lets items of one key that arrive together share a flush: one is under way per key, and what comes meanwhile goes with the
 * next, up to `most` of them. An item resolves when its flush has, and rejects with it. What a store refuses for what stands in
 * it is flushed again one by one, so that an item that can never be written takes none of its neighbours along.
 */
export function together<T>(
  most: number,
  flush: (key: string, items: readonly T[]) => Promise<void>,
): (key: string, item: T) => Promise<void> {
  const queues = new Map<string, Waiting<T>[]>();

  return (key, item) =>
    new Promise((done, failed) => {
      const one = { item, done, failed };
      const queue = queues.get(key);
      if (queue) return void queue.push(one);
      const fresh = [one];
      queues.set(key, fresh);
      // Whoever calls in the same turn of the loop comes along.
      queueMicrotask(() => void run(key, fresh));
    });

  async function run(key: string, queue: Waiting<T>[]): Promise<void> {
    while (queue.length > 0) await settle(key, queue.splice(0, most));
    queues.delete(key);
  }

  async function settle(key: string, some: readonly Waiting<T>[]): Promise<void> {
    try {
      await flush(
        key,
        some.map(({ item }) => item),
      );
      for (const one of some) one.done();
    } catch (error) {
      if (some.length > 1 && isRefused(error)) for (const one of some) await settle(key, [one]);
      else for (const one of some) one.failed(error);
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof StoreFailure && (error.code === 'invalid' || error.code === 'too_large');
}
