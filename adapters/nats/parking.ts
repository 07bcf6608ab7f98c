import { z } from 'zod';
import { epochMs } from '#contracts/clock.ts';
import type { Parked } from '#contracts/bus.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Link } from './client.ts';
import { raced } from './failure.ts';
import type { Layout } from './layout.ts';
import { bucketOf, digest, type Place, token } from './naming.ts';
import { getParts, mostBytes, putParts } from './parts.ts';

/** The most parked events that are listed. */
const SHOWN = 1000;
const AT_ONCE = 50;

const parkedDoc = z.object({
  id: z.string(),
  consumer: z.string(),
  event: busEvent,
  reason: z.string(),
  attempts: z.int(),
  parkedAt: epochMs,
  /** Number of parts of a large event, which then has no data here. */
  parts: z.int().optional(),
});

/**
 * Parked events are stored under `parked.<group>.<stream>.<partition>.<tenant>.<id>`, with a mark `replay.` plus the same tail during
 * a replay. The mark is written after the event and removed after it, so a crash never leaves neither.
 */
export interface Parking {
  /** Parks an event, overwriting an earlier entry. An event is parked once per group; a failed replay keeps its attempts. */
  park(place: Place, consumer: string, event: BusEvent, how: Pick<Parked, 'reason' | 'attempts' | 'parkedAt'>): Promise<void>;
  load(tail: string): Promise<Parked | undefined>;
  /** Removes an event after a successful replay. */
  remove(tail: string): Promise<void>;
  of(tenantId: string): Promise<readonly Parked[]>;
  /** Removes those of a tenant for which `which` answers true. Answers how many. */
  discard(tenantId: string, which: (event: BusEvent) => boolean): Promise<number>;
  /** Marks an event for replay. Returns its tail, or `undefined` if it does not exist or is already marked. */
  replay(tenantId: string, id: string): Promise<string | undefined>;
  /** Tails of the events marked for replay. */
  replaying(consumer: string, place?: Place): Promise<readonly string[]>;
  count(consumer: string): Promise<number>;
}

export function parking({ jsm, nc, ask }: Link, { prefix, state }: Layout): Parking {
  const stream = `KV_${bucketOf(prefix)}`;
  const subject = (key: string) => `$KV.${bucketOf(prefix)}.${key}`;

  async function tails(kind: 'parked' | 'replay', filter: string): Promise<readonly string[]> {
    const info = await ask(jsm.streams.info(stream, { subjects_filter: subject(`${kind}.${filter}`) }));
    return Object.keys(info.state.subjects ?? {}).map((name) => name.slice(subject(`${kind}.`).length));
  }

  async function erase(key: string): Promise<void> {
    await ask(jsm.streams.purge(stream, { filter: subject(key) }));
  }

  async function load(tail: string): Promise<Parked | undefined> {
    const entry = await ask(state.get(`parked.${tail}`));
    if (!entry) return undefined;
    const { parts, ...doc } = parkedDoc.parse(entry.json());
    if (parts === undefined) return doc;
    const whole = await getParts(state, `parts.${tail}`, parts);
    return whole === undefined ? undefined : { ...doc, event: busEvent.parse(JSON.parse(whole)) };
  }

  async function remove(tail: string): Promise<void> {
    await erase(`parked.${tail}`);
    await erase(`parts.${tail}.>`);
    await erase(`replay.${tail}`);
  }

  async function replaying(consumer: string, place?: Place): Promise<readonly string[]> {
    return tails('replay', `${token(consumer)}.${place ? `${place.stream}.${place.partition}.` : ''}>`);
  }

  return {
    async park(place, consumer, event, { reason, attempts, parkedAt }) {
      const id = digest(consumer, event.tenantId, event.id);
      const tail = [token(consumer), place.stream, place.partition, token(event.tenantId), id].join('.');
      const before = await load(tail);
      const doc: Parked = { id, consumer, event, reason, attempts: attempts + (before?.attempts ?? 0), parkedAt };
      const text = JSON.stringify(doc);
      if (Buffer.byteLength(text) <= mostBytes(nc)) await ask(state.put(`parked.${tail}`, text));
      else {
        const parts = await putParts(state, `parts.${tail}`, JSON.stringify(event), mostBytes(nc));
        await state.put(`parked.${tail}`, JSON.stringify({ ...doc, event: { ...event, data: {} }, parts }));
      }
      await erase(`replay.${tail}`);
    },
    load,
    remove,
    async discard(tenantId, which) {
      let removed = 0;
      for (const tail of await tails('parked', `*.*.*.${token(tenantId)}.*`)) {
        const found = await load(tail);
        if (!found || !which(found.event)) continue;
        await remove(tail);
        removed += 1;
      }
      return removed;
    },
    async of(tenantId) {
      const filter = `*.*.*.${token(tenantId)}.*`;
      const marked = new Set(await tails('replay', filter));
      const there = (await tails('parked', filter)).filter((tail) => !marked.has(tail));
      const found: Parked[] = [];
      for (let n = 0; n < there.length; n += AT_ONCE)
        found.push(...(await Promise.all(there.slice(n, n + AT_ONCE).map(load))).filter((one) => one !== undefined));
      return found.toSorted((a, b) => b.parkedAt - a.parkedAt).slice(0, SHOWN);
    },
    async replay(tenantId, id) {
      if (!/^[\w-]+$/.test(id)) return undefined;
      const [tail] = await tails('parked', `*.*.*.${token(tenantId)}.${id}`);
      if (tail === undefined) return undefined;
      try {
        await ask(state.create(`replay.${tail}`, ''));
        return tail;
      } catch (error) {
        if (raced(error)) return undefined;
        throw error;
      }
    },
    replaying,
    async count(consumer) {
      const marked = new Set(await replaying(consumer));
      return (await tails('parked', `${token(consumer)}.>`)).filter((tail) => !marked.has(tail)).length;
    },
  };
}
