import { dueEntries, type DueEntry, type Later } from '../later.ts';
import type { Batch, Place } from './batch.ts';
import type { Declared } from './document.ts';
import { shardOf } from './shard.ts';

export const holdsDueEntries = ({ name }: Declared): boolean => name === dueEntries.name;

/** Tells who asked of the due entries that a batch wrote. */
export function dueWritten() {
  const wakes = new Set<Parameters<Later['whenCommitted']>[0]>();
  return {
    whenCommitted: ((wake) => {
      const own: typeof wake = (shard, dueAt) => wake(shard, dueAt);
      wakes.add(own);
      return () => wakes.delete(own);
    }) satisfies Later['whenCommitted'],
    /** To be called once the batch is committed. */
    committed({ tenant, lines }: Pick<Batch<Place>, 'tenant' | 'lines'>): void {
      if (wakes.size === 0) return;
      for (const { kind, place, values } of lines) {
        if ((kind !== 'insert' && kind !== 'replace') || !holdsDueEntries(place.collection)) continue;
        const valueOf = (field: keyof DueEntry) => values[place.fields.indexOf(field)];
        const shard = shardOf(tenant, String(valueOf('lane')));
        for (const wake of wakes) wake(shard, Number(valueOf('dueAt')));
      }
    },
  };
}
