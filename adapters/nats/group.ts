import { reasonOf } from '#contracts/bus-rules/reason.ts';
import { RETRY_DELAYS_MS, type Consumer } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { Log } from '#contracts/log.ts';
import type { Metrics } from '#contracts/metrics.ts';
import type { Link } from './client.ts';
import { takeDeed } from './deeds.ts';
import { codeOf, loudness } from './failure.ts';
import { openLane, type Lane, type Queue } from './lane.ts';
import type { Layout } from './layout.ts';
import type { Members } from './members.ts';
import { streamOf, token, type Place } from './naming.ts';
import type { Parking } from './parking.ts';
import { NOTHING_READ, standing } from './progress.ts';
import type { Pulse } from './pulse.ts';

/** Keys that one consumer group handles in parallel in one process. */
const PARALLEL = 64;
/** How often a group checks the assignment of partitions. */
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
  let busy = 0;
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
      consumer: consumer.name,
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
    for (let found = true; found && busy < PARALLEL;) {
      found = false;
      for (const lane of lanes.values()) {
        const [queue] = lane.ended.aborted ? [] : lane.ready;
        if (!queue || busy >= PARALLEL) continue;
        lane.ready.delete(queue);
        void work(queue);
        found = true;
      }
    }
  }

  async function work(queue: Queue): Promise<void> {
    const { lane } = queue;
    busy += 1;
    inHand.set(lane, (inHand.get(lane) ?? 0) + 1);
    try {
      await step(queue);
    } catch (error) {
      log[loudness(error)]('bus: the server does not answer', { consumer: consumer.name, reason: codeOf(error) });
      pulse.timer(AGAIN_MS, () => comeBack(queue));
    } finally {
      busy -= 1;
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

  async function step(queue: Queue): Promise<void> {
    const { lane } = queue;
    const [item] = queue.items;
    if (!item) return;
    const event = await lane.load(item);
    const outcome = event ? await attempt(event, lane) : { kind: 'done' as const };
    if (lane.lost.aborted) return;
    if (outcome.kind === 'done') {
      await lane.finish(item);
      return lane.next(queue);
    }
    if (lane.ended.aborted) return;
    if (outcome.kind === 'later') return wait(outcome.afterMs, queue);

    const delay = RETRY_DELAYS_MS[queue.failures];
    queue.failures += 1;
    const reason = reasonOf(outcome.error);
    log.warn('bus: a handler failed', {
      consumer: consumer.name,
      event: event?.id,
      kind: event?.kind,
      attempt: queue.failures,
      reason,
    });
    if (delay !== undefined) {
      metrics.count('bus_redeliveries_total', labels);
      return wait(delay, queue);
    }
    metrics.count('bus_parked_total', labels);
    if (event) {
      log.error('bus: an event is parked', { consumer: consumer.name, event: event.id, kind: event.kind, reason });
      await parts.parking.park(lane.place, consumer.name, event, { reason, attempts: queue.failures, parkedAt: clock.now() });
    }
    lane.parked(item);
    lane.next(queue);
  }

  type Outcome =
    | { readonly kind: 'done' }
    | { readonly kind: 'later'; readonly afterMs: number }
    | { readonly kind: 'failed'; readonly error: unknown };

  async function attempt(event: BusEvent, lane: Lane): Promise<Outcome> {
    try {
      const handled = await consumer.handle(event, lane.aborts);
      return handled ? { kind: 'later', afterMs: handled.againAfterMs } : { kind: 'done' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  function wait(ms: number, queue: Queue): void {
    void clock.after(ms, queue.lane.ended).then(() => comeBack(queue));
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
