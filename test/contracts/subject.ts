import { it } from 'vitest';
import { z } from 'zod';
import type { Bus, Consumer, ConsumerGroup } from '#contracts/bus.ts';
import { defineCollection } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { Expiring } from '#contracts/expiring.ts';
import { dueEntries, type DueEntry, type Later } from '#contracts/later.ts';
import type { Notices } from '#contracts/notices.ts';
import type { Store, Write } from '#contracts/store.ts';
import { oneByOne } from '#contracts/bus-rules/one-by-one.ts';
import { testClock, type TestClock } from '#test/support/clock.ts';

/** A pair of store and bus, opened for one case. */
export interface Subject {
  readonly store: Store;
  readonly bus: Bus;
  readonly notices: Notices;
  readonly later: Later;
  readonly expiring: Expiring;
  /** Closes, and opens the same data again; absent on an engine that keeps nothing. */
  readonly reopen?: (collections?: readonly Write['collection'][]) => Promise<Subject>;
  /**
   * Opens the same data a second time, as another process would. Absent for an engine that allows one process only. Closed before
   * this one.
   */
  readonly beside?: () => Promise<Subject>;
  close(): Promise<void>;
}

export interface Engine {
  readonly name: string;
  open(collections: readonly Write['collection'][], clock: TestClock): Promise<Subject>;
  /** Why the tested engine cannot keep a promise on this machine, by the promise's name. */
  readonly skips?: {
    readonly reopen?: string;
    readonly beside?: string;
  };
}

export const INBOX: ConsumerGroup = { name: 'inbox', streams: ['inbound'], kinds: 'all' };

export type EventHandler = Parameters<typeof oneByOne>[0];

/** A consumer of one event at a time, of every kind of its streams. */
export function oneAtATime(group: Partial<ConsumerGroup>, handle: EventHandler): Consumer {
  return { ...INBOX, ...group, ...oneByOne(handle) };
}

export const thing = z.object({
  id: z.string(),
  shelf: z.string(),
  label: z.string(),
  rank: z.int(),
  ready: z.boolean(),
  note: z.string().optional(),
});
export type Thing = z.infer<typeof thing>;
export const things = defineCollection({
  name: 'kit_things',
  scope: 'tenant',
  shape: thing,
  unique: { place: ['shelf', 'label'] },
  indexes: { byShelf: ['shelf', 'rank'], byReady: ['ready', 'shelf', 'rank'], byLabel: ['label'], byId: ['id'] },
});

export const counters = defineCollection({
  name: 'kit_counters',
  scope: 'tenant',
  shape: z.object({ id: z.string(), n: z.int() }),
  indexes: { byN: ['n'] },
});

export const signs = defineCollection({
  name: 'kit_signs',
  scope: 'platform',
  shape: z.object({ id: z.string(), street: z.string() }),
  unique: { street: ['street'] },
  indexes: { byStreet: ['street'] },
});

export const thread = z.object({
  id: z.string(),
  tags: z.array(z.string()),
  lastAt: z.int(),
  name: z.string(),
});
export type Thread = z.infer<typeof thread>;
export const threads = defineCollection({
  name: 'kit_threads',
  scope: 'tenant',
  shape: thread,
  unique: { name: ['name'] },
  tags: 'tags',
  indexes: {
    byTag: ['tags', 'lastAt'],
    byTagAndName: ['tags', 'name', 'lastAt'],
    byTagAndId: ['tags', 'id'],
    byLastAt: ['lastAt'],
  },
});

/** Documents that expire, of tenants and of the platform. */
export const passes = defineCollection({
  name: 'kit_passes',
  scope: 'tenant',
  shape: z.object({ id: z.string(), until: z.int() }),
  expires: 'until',
});
export const posters = defineCollection({
  name: 'kit_posters',
  scope: 'platform',
  shape: z.object({ id: z.string(), until: z.int() }),
  indexes: { byUntil: ['until'] },
  expires: 'until',
});

export const kitCollections: readonly Write['collection'][] = [things, counters, signs, threads, passes, posters, dueEntries];

export function aThing(id: string, rest: Partial<Thing> = {}): Thing {
  return { id, shelf: 'a', label: `label of ${id}`, rank: 1, ready: true, ...rest };
}

export function aThread(id: string, tags: readonly string[], rest: Partial<Thread> = {}): Thread {
  return { id, tags: [...tags], lastAt: 1, name: `name of ${id}`, ...rest };
}

export function anEntry(id: string, rest: Partial<DueEntry> = {}): DueEntry {
  return { id, lane: 'a', class: 5, dueAt: 1_000, kind: 'kit', about: {}, why: 'scheduled', attempts: 0, ...rest };
}

export function anEvent(id: string, rest: Partial<NewEvent> = {}): NewEvent {
  return { id, stream: 'inbound', key: 'k1', kind: 'thing.done', version: 1, at: 1, data: { n: 1 }, ...rest };
}

/** A fresh subject for each case. Closes everything opened in between. */
export function subjects(engine: Engine) {
  let clock = testClock();
  const open: Subject[] = [];

  async function keep(subject: Subject): Promise<Subject> {
    open.push(subject);
    return subject;
  }

  return {
    clock: () => clock,
    async fresh(): Promise<Subject> {
      clock = testClock();
      return keep(await engine.open(kitCollections, clock));
    },
    /** Opens the same data again. Fails the case if the engine cannot. */
    async again(subject: Subject, collections?: readonly Write['collection'][]): Promise<Subject> {
      if (!subject.reopen) throw new Error('this engine cannot open its data again: say why in `skips.reopen`');
      open.splice(open.indexOf(subject), 1);
      return keep(await subject.reopen(collections));
    },
    /** Opens another process on the same data, or fails the case. */
    async beside(subject: Subject): Promise<Subject> {
      if (!subject.beside) throw new Error('this engine cannot be opened twice: say why in `skips.beside`');
      return keep(await subject.beside());
    },
    async closeAll(): Promise<void> {
      for (const subject of open.splice(0).toReversed()) await subject.close();
    },
  };
}

/** `it`, or a skip whose name gives the reason. */
export function itUnless(reason: string | undefined) {
  return (name: string, run: () => Promise<void>) =>
    it.skipIf(reason !== undefined)(reason ? `${name} [skipped: ${reason}]` : name, run);
}
