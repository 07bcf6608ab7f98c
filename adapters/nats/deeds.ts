import type { KV } from 'nats';
import { z } from 'zod';
import type { Link } from './client.ts';
import { raced } from './failure.ts';
import type { Members } from './members.ts';

const kept = z.object({ owner: z.string(), epoch: z.int(), value: z.unknown() });

/**
 * A document that only its owner, one instance, may write. Each write requires the revision of the previous one. So an instance that
 * was paused and lost the document notices at its first write, which then has no effect.
 */
export interface Deed<T> {
  /** The value found, or the blank. */
  readonly found: T;
  /** Aborts when another instance owns the document. */
  readonly lost: AbortSignal;
  /** Writes the value, one write at a time. `false` if the document is lost. Rejects if the server does not answer. */
  write(value: T): Promise<boolean>;
  /** Writes a last time and gives the document up. If the server does not answer, it rejects and keeps the document. */
  release(value: T): Promise<void>;
}

/** Takes ownership. `undefined` if a live instance owns the document or was faster. */
export async function takeDeed<T>(
  { ask }: Link,
  state: KV,
  members: Members,
  key: string,
  shape: z.ZodType<T>,
  blank: T,
): Promise<Deed<T> | undefined> {
  const entry = await ask(state.get(key));
  const before = entry ? kept.parse(entry.json()) : { owner: '', epoch: 0, value: blank };
  if (before.owner !== '' && before.owner !== members.instance && members.alive(before.owner)) return undefined;
  const found = shape.parse(before.value);
  const epoch = before.epoch + 1;
  const text = (owner: string, value: T) => JSON.stringify({ owner, epoch, value });
  let revision: number;
  try {
    const mine = text(members.instance, found);
    revision = entry ? await ask(state.update(key, mine, entry.revision)) : await ask(state.create(key, mine));
  } catch (error) {
    if (raced(error)) return undefined;
    throw error;
  }
  const lost = new AbortController();

  async function put(owner: string, value: T): Promise<boolean> {
    if (lost.signal.aborted) return false;
    for (let attempt = 1; ; attempt += 1)
      try {
        revision = await ask(state.update(key, text(owner, value), revision));
        return true;
      } catch (error) {
        if (!raced(error)) throw error;
        if (attempt > 1 || !(await stillMine())) {
          lost.abort();
          return false;
        }
      }
  }

  /** If the answer to our write was lost, the next write fails too. Then this continues from the revision of the lost one. */
  async function stillMine(): Promise<boolean> {
    const now = await ask(state.get(key));
    const doc = now && kept.parse(now.json());
    if (!doc || doc.owner !== members.instance || doc.epoch !== epoch) return false;
    revision = now.revision;
    return true;
  }

  return {
    found,
    lost: lost.signal,
    write: (value) => put(members.instance, value),
    async release(value) {
      await put('', value);
      lost.abort();
    },
  };
}
