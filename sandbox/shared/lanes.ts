import type { EpochMs } from '#contracts/clock.ts';

/** The part of a pending webhook that is kept in memory. Its text stays in the file. */
export interface Item {
  readonly seq: number;
  readonly lane: string;
  readonly url: string;
  due: EpochMs;
  attempts: number;
}

/**
 * Pending webhooks by lane. The first of each lane is sent when it is due. While it is being sent, its lane is out and the others
 * wait.
 */
export interface Lanes {
  add(item: Item): void;
  /** Takes the webhooks that can be sent now, as one list per free place. Their lanes are out until `back`. */
  take(now: EpochMs, places: number, batch: number, open: (url: string) => boolean): Item[][];
  /** Returns lanes. Webhooks that are `done` are removed; the others keep their place. */
  back(items: readonly Item[], done: (item: Item) => boolean): void;
  /** Moves an item out of its lane, so that later ones overtake it. */
  loosen(item: Item): void;
  /** When the next webhook may be due. `undefined` if none is waiting. */
  nextDue(open: (url: string) => boolean): EpochMs | undefined;
  /** Makes everything that this URL refused before due at once. */
  hurry(url: string, now: EpochMs): void;
  urls(): Set<string>;
  size(): number;
}

/** A lane of its own: no other update waits for it. */
export const stray = (seq: number): string => `~${seq}`;

export function lanes(): Lanes {
  const home = new Map<string, Item[]>();
  const out = new Set<string>();
  let size = 0;

  const put = (item: Item): void => {
    const lane = home.get(item.lane);
    if (!lane) home.set(item.lane, [item]);
    else {
      // Nearly always the last place, because a lane is in order of creation.
      const at = lane.findLastIndex((other) => other.seq < item.seq) + 1;
      lane.splice(at, 0, item);
    }
    size += 1;
  };
  const drop = (item: Item): void => {
    const lane = home.get(item.lane);
    const at = lane?.indexOf(item) ?? -1;
    if (!lane || at < 0) return;
    lane.splice(at, 1);
    if (lane.length === 0) home.delete(item.lane);
    size -= 1;
  };

  return {
    add: put,
    take(now, places, batch, open) {
      const groups: Item[][] = [];
      if (places <= 0) return groups;
      for (const [name, lane] of home) {
        const ready = out.has(name) ? [] : dueOf(lane, now, batch).filter((item) => open(item.url));
        const first = ready[0];
        if (!first) continue;
        // If there are more lanes than places, they share requests, as a provider batches under load.
        const shared = groups.length < places ? undefined : groups.find((group) => fits(group, ready, batch));
        if (groups.length >= places && !shared) break;
        if (shared) shared.push(...ready);
        else groups.push([...ready]);
        out.add(name);
      }
      return groups;
    },
    back(items, done) {
      for (const name of new Set(items.map((item) => item.lane))) {
        out.delete(name);
        // Goes to the end of the line, so that busy lanes do not starve the others.
        const lane = home.get(name);
        if (!lane) continue;
        home.delete(name);
        home.set(name, lane);
      }
      for (const item of items) if (done(item)) drop(item);
    },
    loosen(item) {
      drop(item);
      put(Object.assign(item, { lane: stray(item.seq) }));
    },
    nextDue(open) {
      let next: EpochMs | undefined;
      for (const [name, lane] of home) {
        const head = lane[0];
        if (!head || out.has(name) || !open(head.url)) continue;
        next = Math.min(next ?? head.due, head.due);
      }
      return next;
    },
    hurry(url, now) {
      for (const lane of home.values()) for (const item of lane) if (item.url === url && item.attempts > 0) item.due = now;
    },
    urls: () => new Set([...home.values()].flatMap((lane) => lane.map((item) => item.url))),
    size: () => size,
  };
}

/** The due webhooks from the front of a lane, up to the first that is not due or has another URL. */
function dueOf(lane: readonly Item[], now: EpochMs, batch: number): Item[] {
  const ready: Item[] = [];
  for (const item of lane) {
    if (item.due > now || ready.length === batch || (ready[0] && ready[0].url !== item.url)) break;
    ready.push(item);
  }
  return ready;
}

const fits = (group: readonly Item[], more: readonly Item[], batch: number): boolean =>
  group.length + more.length <= batch && group[0]?.url === more[0]?.url;
