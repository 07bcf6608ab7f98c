import type { ConsumerGroup } from '#contracts/bus.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Connection } from './connection.ts';
import { readBy } from './read-by.ts';

/** The events that at least one of these groups has not finished, including parked ones, as committed. */
export function unfinishedBy({ sql }: Connection, groups: readonly ConsumerGroup[]): readonly BusEvent[] {
  const bodies = new Map<number, string>();
  for (const group of groups) {
    const { name } = group;
    const { where, values } = readBy(group);
    const open = sql(
      `SELECT position, body FROM events WHERE ${where} AND (
         position > coalesce((SELECT finished_to FROM groups WHERE name = ?), 0) OR position IN (SELECT position FROM unfinished WHERE name = ?)
       )`,
    );
    for (const row of open.iterate(...values, name, name)) bodies.set(Number(row['position']), String(row['body']));
    for (const row of sql('SELECT position, event FROM parked WHERE name = ?').iterate(name))
      bodies.set(Number(row['position']), String(row['event']));
  }
  return [...bodies].toSorted(([a], [b]) => a - b).map(([, body]) => busEvent.parse(JSON.parse(body)));
}
