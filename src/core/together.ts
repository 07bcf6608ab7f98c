import { StoreFailure } from '#contracts/store.ts';

interface Waiting<T> {
  readonly item: T;
  readonly done: () => void;
  readonly failed: (reason: unknown) => void;
}

/**
 * Groups items of one key that arrive together into one flush. Each key has one flush in progress; items that arrive meanwhile go
 * into the next, up to `most`. An item resolves or rejects with its flush. If the store refuses a flush because of its content,
 * the items are flushed one by one, so that one bad item does not fail the others.
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
      // Calls in the same turn of the event loop join this flush.
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
