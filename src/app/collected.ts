import type { Served } from '#contracts/api/served.ts';
import type { Consumer } from '#contracts/bus.ts';
import type { Collection } from '#contracts/collection.ts';
import { keptAnswers } from '#contracts/records/api.ts';
import { dueEntries, type Timer } from '#contracts/later.ts';
import { dones } from '#contracts/records/messaging.ts';
import { wrappedKeys, writeProbes } from '#contracts/records/platform.ts';
import type { Subject } from '#contracts/subject.ts';
import type { SourceKind } from '#contracts/webhook-source.ts';

type Subjects<W> = readonly Subject<W>[];

/** Used by all subjects and owned by none: due work, marks of consumers, answers of the API, keys, the probe of the store. */
const GROUND: readonly Collection<any, any>[] = [dueEntries, dones, keptAnswers, wrappedKeys, writeProbes];

export function collectionsOf<W>(subjects: Subjects<W>): readonly Collection<any, any>[] {
  const all = [...GROUND, ...subjects.flatMap(({ collections = [] }) => collections)];
  return distinct(
    all,
    'collection',
    all.map(({ name }) => name),
  );
}

export function consumersOf<W>(subjects: Subjects<W>, world: W): readonly Consumer[] {
  const all = subjects.flatMap(({ consumers }) => consumers?.(world) ?? []);
  return distinct(
    all,
    'consumer',
    all.map(({ name }) => name),
  );
}

export function timersOf<W>(subjects: Subjects<W>, world: W): readonly Timer[] {
  const all = subjects.flatMap(({ timers }) => timers?.(world) ?? []);
  return distinct(
    all,
    'timer',
    all.map(({ kind }) => kind),
  );
}

export function routesOf<W>(subjects: Subjects<W>, world: W): readonly Served[] {
  const all = subjects.flatMap(({ routes }) => routes?.(world) ?? []);
  return distinct(
    all,
    'route',
    all.map(({ route }) => `${route.method} ${route.path}`),
  );
}

export function sourceKindsOf<W>(subjects: Subjects<W>, world: W): readonly SourceKind[] {
  return subjects.flatMap(({ webhookSources }) => webhookSources?.(world) ?? []);
}

/** @throws RangeError if two subjects bring something of the same name: one of them would take what is the other's. */
function distinct<T>(all: readonly T[], what: string, names: readonly string[]): readonly T[] {
  const twice = names.find((name, n) => names.indexOf(name) !== n);
  if (twice !== undefined) throw new RangeError(`two subjects bring the ${what} ${twice}`);
  return all;
}
