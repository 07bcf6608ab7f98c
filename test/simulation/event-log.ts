import type { ConsumerGroup, Lag, Parked } from '#contracts/bus.ts';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Outgoing } from '#contracts/store-rules/batch.ts';

/** One process at work for one group. */
export interface Member {
  /** It should look. */
  wake(): void;
}

/** `number` is the position in the log; of a parked event that is handed over again it is negative. */
export interface Item {
  readonly number: number;
  readonly event: BusEvent;
}

interface Parking extends Parked {
  readonly replaying: boolean;
}

interface KeyLine {
  readonly stream: string;
  readonly lane: number;
  readonly positions: number[];
}

type Reads = Pick<ConsumerGroup, 'streams' | 'kinds'>;

interface Group {
  reads: Reads;
  readonly finished: Set<number>;
  /** By the negative number of their replay. */
  readonly parked: Map<number, Parking>;
  readonly members: Set<Member>;
  /** Who has a lane in hand. */
  readonly lanes: (Member | undefined)[];
}

/** Keys are shared out by lane, as partitions are on a server. */
export const LANES = 3;
const SHOWN = 1000;

/**
 * The durable half of the bus, and who has which lane: in the simulation it stands for the server, which does not die. What a
 * member says about a lane that it no longer has is ignored.
 */
export interface EventLog {
  append(tenant: string, events: readonly Outgoing[]): void;
  join(group: string, reads: Reads, member: Member): void;
  /** Nobody has its lanes now, whatever it has in hand: whoever looks next takes them. */
  release(group: string, member: Member): void;
  leave(group: string, member: Member): void;
  /** Takes lanes that nobody has; then: keys in its lanes that have something to do which is not in `done`. */
  waiting(group: string, member: Member, done: ReadonlySet<number>): readonly string[];
  /** The next of a key, at most `most`. */
  next(group: string, member: Member, key: string, done: ReadonlySet<number>, most: number): readonly Item[];
  /** Those that it did not take from this member: their lane is not its own. */
  finish(group: string, member: Member, numbers: readonly number[]): readonly number[];
  park(group: string, member: Member, item: Item, parked: Omit<Parked, 'event' | 'consumer'>): void;
  parked(tenant: string): readonly Parked[];
  discard(tenant: string, which: (event: BusEvent) => boolean): number;
  replay(tenant: string, id: string): boolean;
  /** Of what it joined for, unless something else is named. */
  lag(group: string, reads?: Reads): Lag;
  /** All of them, oldest first. */
  events(): readonly BusEvent[];
}

export function eventLog(): EventLog {
  const events: BusEvent[] = [];
  const known = new Set<string>();
  const keys = new Map<string, KeyLine>();
  const groups = new Map<string, Group>();
  let parkings = 0;

  function groupOf(name: string): Group {
    const found = groups.get(name);
    if (found) return found;
    const group: Group = {
      reads: { streams: [], kinds: 'all' },
      finished: new Set(),
      parked: new Map(),
      members: new Set(),
      lanes: [],
    };
    for (let lane = 0; lane < LANES; lane += 1) group.lanes.push(undefined);
    groups.set(name, group);
    return group;
  }

  /** Numbers in their order, replays behind what stands in the log. */
  function openOf(group: Group, key: string): number[] {
    const line = keys.get(key);
    if (!line || !isRead(group, line.stream)) return [];
    const { kinds } = group.reads;
    const open = line.positions.filter(
      (position) => !group.finished.has(position) && (kinds === 'all' || kinds.includes(events[position - 1]?.kind ?? '')),
    );
    for (const [number, { replaying, event }] of group.parked) if (replaying && keyOf(event) === key) open.push(number);
    return open;
  }

  function itemOf(group: Group, number: number): Item | undefined {
    const event = number > 0 ? events[number - 1] : group.parked.get(number)?.event;
    return event && { number, event };
  }

  const owns = ({ lanes }: Group, member: Member, key: string) => lanes[keys.get(key)?.lane ?? -1] === member;

  /** Those who have the keys in hand. */
  function wakeFor(changed: ReadonlySet<string>): void {
    for (const group of groups.values()) {
      const mine = [...changed].filter((key) => isRead(group, keys.get(key)?.stream ?? ''));
      const owners = new Set(mine.map((key) => group.lanes[keys.get(key)?.lane ?? -1]));
      for (const member of group.members) if (owners.has(member) || owners.has(undefined)) member.wake();
    }
  }

  function release(name: string, member: Member): void {
    const { lanes, members } = groupOf(name);
    for (const [lane, owner] of lanes.entries()) if (owner === member) lanes[lane] = undefined;
    for (const one of members) one.wake();
  }

  return {
    append(tenant, outgoing) {
      const changed = new Set<string>();
      for (const { id, stream, body } of outgoing) {
        const name = `${tenant} ${id}`;
        if (known.size === known.add(name).size) continue;
        const event = busEvent.parse(JSON.parse(body));
        events.push(event);
        const key = keyOf(event);
        const line = keys.get(key) ?? { stream, lane: laneOf(key), positions: [] };
        line.positions.push(events.length);
        keys.set(key, line);
        changed.add(key);
      }
      wakeFor(changed);
    },
    join(name, reads, member) {
      const group = groupOf(name);
      group.reads = reads;
      group.members.add(member);
      member.wake();
    },
    release,
    leave(name, member) {
      groupOf(name).members.delete(member);
      release(name, member);
    },
    waiting(name, member, done) {
      const group = groupOf(name);
      if (!group.members.has(member)) return [];
      for (const [lane, owner] of group.lanes.entries()) if (!owner) group.lanes[lane] = member;
      return [...keys.keys()].filter((key) => owns(group, member, key) && openOf(group, key).some((number) => !done.has(number)));
    },
    next(name, member, key, done, most) {
      const group = groupOf(name);
      const numbers = owns(group, member, key) ? openOf(group, key).filter((one) => !done.has(one)) : [];
      return numbers.slice(0, most).flatMap((number) => itemOf(group, number) ?? []);
    },
    finish(name, member, numbers) {
      const group = groupOf(name);
      return numbers.filter((number) => {
        const item = itemOf(group, number);
        if (!item || !owns(group, member, keyOf(item.event))) return true;
        if (number > 0) group.finished.add(number);
        else group.parked.delete(number);
        return false;
      });
    },
    park(name, member, { number, event }, { id, reason, attempts, parkedAt }) {
      const group = groupOf(name);
      if (!owns(group, member, keyOf(event))) return;
      const before = group.parked.get(number);
      const parked = { id, consumer: name, event, reason, attempts, parkedAt, replaying: false };
      group.finished.add(number);
      if (before) group.parked.set(number, { ...parked, id: before.id, attempts: before.attempts + attempts });
      else group.parked.set(-(parkings += 1), parked);
    },
    discard(tenant, which) {
      let removed = 0;
      for (const group of groups.values())
        for (const [number, { event }] of group.parked)
          if (event.tenantId === tenant && which(event) && group.parked.delete(number)) removed += 1;
      return removed;
    },
    parked(tenant) {
      const all = [...groups.values()].flatMap((group) => [...group.parked]);
      return all
        .filter(([, { replaying, event }]) => !replaying && event.tenantId === tenant)
        .toSorted(([a, x], [b, y]) => y.parkedAt - x.parkedAt || a - b)
        .slice(0, SHOWN)
        .map(([, { replaying: _, ...parked }]) => parked);
    },
    replay(tenant, id) {
      for (const group of groups.values())
        for (const [number, parked] of group.parked) {
          if (parked.id !== id || parked.event.tenantId !== tenant || parked.replaying) continue;
          group.parked.set(number, { ...parked, replaying: true });
          wakeFor(new Set([keyOf(parked.event)]));
          return true;
        }
      return false;
    },
    events: () => events,
    lag(name, reads = groupOf(name).reads) {
      const group = { ...groupOf(name), reads };
      const waiting = [...keys.keys()].reduce((sum, key) => sum + openOf(group, key).length, 0);
      return { waiting, parked: [...group.parked.values()].filter(({ replaying }) => !replaying).length };
    },
  };
}

function isRead({ reads }: Group, stream: string): boolean {
  return reads.streams.some((one) => one === stream);
}

function keyOf({ stream, tenantId, key }: BusEvent): string {
  return JSON.stringify([stream, tenantId, key]);
}

function laneOf(key: string): number {
  let hash = 0;
  for (let n = 0; n < key.length; n += 1) hash = (Math.imul(hash, 31) + key.charCodeAt(n)) | 0;
  return Math.abs(hash) % LANES;
}
