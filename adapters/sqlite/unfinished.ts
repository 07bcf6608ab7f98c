import type { ConsumerGroup } from '#contracts/bus.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import { eventOf } from './bodies.ts';
import type { Connection } from './connection.ts';
import { readBy } from './read-by.ts';

/** The events that at least one of these groups has not finished, including parked ones, as committed. */
export function unfinishedBy({ sql }: Connection, groups: readonly ConsumerGroup[]): readonly BusEvent[] {
  const events = new Map<number, BusEvent>();
  for (const group of groups) {
    const { name } = group;
    const { where, values } = readBy(group);
    const open = sql(
      `SELECT * FROM events WHERE ${where} AND (
         position > coalesce((SELECT finished_to FROM groups WHERE name = ?), 0) OR position IN (SELECT position FROM unfinished WHERE name = ?)
       )`,
    );
    for (const row of open.iterate(...values, name, name)) events.set(Number(row['position']), eventOf(row));
    for (const row of sql('SELECT position, event FROM parked WHERE name = ?').iterate(name))
      events.set(Number(row['position']), busEvent.parse(JSON.parse(String(row['event']))));
  }
  return [...events].toSorted(([a], [b]) => a - b).map(([, event]) => event);
}
