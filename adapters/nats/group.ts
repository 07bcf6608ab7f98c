import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { shares } from '#contracts/bus-rules/shares.ts';
import { portions } from '#contracts/bus-rules/slice.ts';
import { RETRY_DELAYS_MS, type Consumer } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Link } from './client.ts';
import { takeDeed } from './deeds.ts';
import { codeOf, loudness } from './failure.ts';
import { inOrder, openLane, type Item, type Lane, type Queue } from './lane.ts';
import type { Layout } from './layout.ts';
import type { Members } from './members.ts';
import { streamOf, token, type Place } from './naming.ts';
import type { Parking } from './parking.ts';
import { NOTHING_READ, standing } from './progress.ts';
import type { Pulse } from './pulse.ts';

/** Handlers in hand at a time, of one consumer group in one process. A tenant by itself uses half of them. */
const SLOTS = 128;
/** How often a group looks whether its partitions are shared out rightly. */
const LOOK_EVERY_MS = 500;
/** Delay after a server error. */
const AGAIN_MS = 500;
/** When the subscription closes, running handlers get this long before their signal aborts. */
const GRACE_MS = 5_000;

export interface GroupParts {
  readonly link: Link;
  readonly layout: Layout;
  readonly members: Members;
  readonly parking: Parking;
  readonly clock: Clock;
  readonly pulse: Pulse;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Group extends AsyncDisposable {
  readonly consumer: Consumer;
  /** The lane of a partition, if this instance holds it. */
  lane(place: Place): Lane | undefined;
  lookForReplays(): void;
}

function sliceName({ place }: Lane, tenantId: string): string {
  return JSON.stringify([place.stream, place.partition, tenantId]);
}

export function laneKey(consumer: string, { stream, partition }: Place): string {
  return `lane.${token(consumer)}.${stream}.${partition}`;
}

/** Runs one consumer in this process on its share of the partitions. Keys run in parallel; events of a key one after the other. */
export function startGroup(consumer: Consumer, parts: GroupParts): Group {
  const { layout, members, clock, pulse, log, metrics } = parts;
  const labels = { consumer: consumer.name };
  const places = layout.places.filter(({ stream }) => consumer.streams.includes(stream));
  const lanes = new Map<Place, Lane>();
  const closing = new AbortController();
  const stopping = new AbortController();
  const inHand = new Map<Lane, number>();
  let settled: (() => void)[] = [];
  const slots = shares(SLOTS);
  /** Of those that get slices, each tenant has one of a lane in hand: two would write the same documents. */
  const slicesInHand = new Set<string>();
  let doubtful = false;
  let cancelLook = () => {};
  let looking: Promise<void> | undefined;
  let lookAgain = false;

  // — assigning partitions —

  function look(): void {
    cancelLook();
    if (looking) {
      lookAgain = true;
      return;
    }
    looking = shareOut()
      .catch((error: unknown) =>
        log.debug('bus: partitions are not assigned yet', { consumer: consumer.name, reason: codeOf(error) }),
      )
      .finally(() => {
        looking = undefined;
        if (closing.signal.aborted) return;
        cancelLook = pulse.timer(lookAgain ? 0 : LOOK_EVERY_MS, look);
        lookAgain = false;
      });
  }

  async function shareOut(): Promise<void> {
    for (const [place, lane] of lanes) if (lane.lost.aborted) lanes.delete(place);
    if (!(await certain())) return;
    const there = members.at(consumer.name);
    await Promise.all(
      places.map(async (place, n) => {
        const whose = there[n % there.length] ?? members.instance;
        const lane = lanes.get(place);
        if (whose === members.instance && !lane) await take(place);
        if (whose !== members.instance && lane && members.alive(whose)) giveUp(place, lane);
      }),
    );
  }

  /** After a pause in which others may have considered this instance dead, confirms each lane before it continues. */
  async function certain(): Promise<boolean> {
    if (!members.sure()) {
      doubtful = true;
      return false;
    }
    if (!doubtful) return true;
    await Promise.all([...lanes.values()].map((lane) => lane.confirm()));
    doubtful = !members.sure();
    if (!doubtful) handOut();
    return !doubtful;
  }

  async function take(place: Place): Promise<void> {
    const deed = await takeDeed(parts.link, layout.state, members, laneKey(consumer.name, place), standing, NOTHING_READ);
    if (!deed) return;
    if (closing.signal.aborted) return deed.release(deed.found);
    const stream = streamOf(layout.prefix, place);
    const lane = openLane({
      ...parts,
      large: layout.large,
      place,
      stream,
      consumer,
      deed,
      leftOpen: () => metrics.count('bus_redeliveries_total', labels),
      wake: handOutSoon,
      stopping: stopping.signal,
    });
    deed.lost.addEventListener('abort', look, { once: true });
    lanes.set(place, lane);
  }

  /** Gives a lane up in the background, because its handlers may take long and the other lanes must continue. */
  function giveUp(place: Place, lane: Lane): void {
    if (lane.ended.aborted) return;
    lane.stop();
    void quiet(lane)
      .then(() => lane.release(closing.signal))
      .catch(() => {})
      .finally(() => {
        if (lanes.get(place) === lane) lanes.delete(place);
        members.nudge();
      });
  }

  /** Resolves when the lane has no running handler. */
  async function quiet(lane: Lane): Promise<void> {
    while ((inHand.get(lane) ?? 0) > 0) await new Promise<void>((resolve) => settled.push(resolve));
  }

  // — handling events —

  let soon = false;
  function handOutSoon(): void {
    if (soon) return;
    soon = true;
    setImmediate(() => {
      soon = false;
      handOut();
    });
  }

  /** Takes one key of each lane in turn, so that a busy partition does not block the others. */
  function handOut(): void {
    if (doubtful || closing.signal.aborted) return;
    if (!members.sure()) {
      doubtful = true;
      return look();
    }
    for (let found = true; found;) {
      found = false;
      for (const lane of lanes.values()) {
        if (slots.full) return;
        const queues = lane.ended.aborted ? [] : lane.ready.take(consumer.slice, (tenantId) => may(lane, tenantId));
        const [first] = queues;
        if (!first) continue;
        void work(lane, first.tenantId, queues);
        found = true;
      }
    }
  }

  function may(lane: Lane, tenantId: string): boolean {
    return consumer.slice === 1 ? slots.may(tenantId) : !slicesInHand.has(sliceName(lane, tenantId));
  }

  async function work(lane: Lane, tenantId: string, queues: readonly Queue[]): Promise<void> {
    const name = sliceName(lane, tenantId);
    slots.begin(tenantId);
    slicesInHand.add(name);
    inHand.set(lane, (inHand.get(lane) ?? 0) + 1);
    try {
      await step(lane, queues);
    } catch (error) {
      log[loudness(error)]('bus: the server does not answer', { consumer: consumer.name, reason: codeOf(error) });
      pulse.timer(AGAIN_MS, () => queues.forEach(comeBack));
    } finally {
      slots.end(tenantId);
      slicesInHand.delete(name);
      inHand.set(lane, (inHand.get(lane) ?? 1) - 1);
      if (inHand.get(lane) === 0) inHand.delete(lane);
      const waiting = settled;
      settled = [];
      for (const resolve of waiting) resolve();
      handOutSoon();
    }
  }

  function comeBack(queue: Queue): void {
    if (queue.lane.ended.aborted) return;
    queue.lane.ready.add(queue);
    handOutSoon();
  }

  async function step(lane: Lane, queues: readonly Queue[]): Promise<void> {
    const counts = portions(
      queues.map(({ items, alone }) => ({ length: items.length, alone })),
      consumer.slice,
    );
    const taken = queues.map((queue, n) => ({ queue, items: queue.items.slice(0, counts[n]) }));
    const items = taken.flatMap((one) => one.items).toSorted(inOrder);
    const events = (await Promise.all(items.map((item) => lane.load(item)))).filter((event) => event !== undefined);
    const outcome = events.length > 0 ? await attempt(events, lane) : { kind: 'done' as const };
    if (lane.lost.aborted) return;
    if (outcome.kind === 'done') {
      for (const one of taken) {
        for (const item of one.items) await lane.finish(item);
        lane.next(one.queue, one.items.length);
      }
      return;
    }
    if (lane.ended.aborted) return;
    if (outcome.kind === 'later') return wait(outcome.afterMs, lane, queues);
    // One that has lost a neighbour from the log goes by itself, too: then it is clear whose place is whose.
    if (items.length > 1) {
      for (const one of taken) {
        one.queue.alone = one.items.length;
        comeBack(one.queue);
      }
      return;
    }
    const [queue] = queues;
    const [item] = items;
    const [event] = events;
    if (queue && item && event) await failed(queue, item, event, outcome.error);
  }

  async function failed(queue: Queue, item: Item, event: BusEvent, error: unknown): Promise<void> {
    const { lane } = queue;
    const delay = RETRY_DELAYS_MS[queue.failures];
    queue.failures += 1;
    const reason = reasonOf(error);
    log.warn('bus: a handler failed', {
      consumer: consumer.name,
      event: event.id,
      kind: event.kind,
      attempt: queue.failures,
      reason,
    });
    if (delay !== undefined) {
      metrics.count('bus_redeliveries_total', labels);
      return wait(delay, lane, [queue]);
    }
    metrics.count('bus_parked_total', labels);
    log.error('bus: an event is parked', { consumer: consumer.name, event: event.id, kind: event.kind, reason });
    await parts.parking.park(lane.place, consumer.name, event, { reason, attempts: queue.failures, parkedAt: clock.now() });
    lane.parked(item);
    lane.next(queue, 1);
  }

  type Outcome =
    | { readonly kind: 'done' }
    | { readonly kind: 'later'; readonly afterMs: number }
    | { readonly kind: 'failed'; readonly error: unknown };

  async function attempt(events: readonly BusEvent[], lane: Lane): Promise<Outcome> {
    try {
      const handled = await consumer.handle(events, lane.aborts);
      return handled ? { kind: 'later', afterMs: handled.againAfterMs } : { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  function wait(ms: number, lane: Lane, queues: readonly Queue[]): void {
    void clock.after(ms, lane.ended).then(() => queues.forEach(comeBack));
  }

  members.join(consumer.name);
  const unchange = members.whenChanged(look);
  look();
  return {
    consumer,
    lane: (place) => lanes.get(place),
    lookForReplays() {
      for (const lane of lanes.values())
        lane
          .lookForReplays()
          .catch((error: unknown) =>
            log[loudness(error)]('bus: replays could not be read yet', { consumer: consumer.name, reason: codeOf(error) }),
          );
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      unchange();
      cancelLook();
      members.leave(consumer.name);
      for (const lane of lanes.values()) lane.stop();
      const cancel = pulse.timer(GRACE_MS, () => stopping.abort());
      await looking;
      for (const lane of lanes.values()) lane.stop();
      await Promise.all([...lanes.values()].map(quiet));
      cancel();
      stopping.abort();
      await Promise.all([...lanes.values()].map((lane) => lane.release(closing.signal).catch(() => {})));
      lanes.clear();
      members.nudge();
    },
  };
}
