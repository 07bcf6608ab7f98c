import { setMaxListeners } from 'node:events';
import type { JsMsg, KV } from 'nats';
import { type Ready, readyQueues } from '#contracts/bus-rules/ready.ts';
import type { ConsumerGroup } from '#contracts/bus.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { Log } from '#contracts/log.ts';
import type { Link } from './client.ts';
import type { Deed } from './deeds.ts';
import { codeOf, loudness } from './failure.ts';
import { eventAt, eventIn, isWhole, markOf, messageAt, unchangedTo } from './messages.ts';
import { type Place, reads } from './naming.ts';
import type { Parking } from './parking.ts';
import { cutTo, openProgress, type Standing } from './progress.ts';
import { pause, type Pulse } from './pulse.ts';
import { readOn } from './reader.ts';

/** An event in the log of the partition, or a parked one that is to be handed over again. */
export type Item = { readonly seq: number } | { readonly parked: string };

/** As they stand in the log; what is handed over again comes after it. */
export function inOrder(a: Item, b: Item): number {
  return ('seq' in a ? a.seq : Infinity) - ('seq' in b ? b.seq : Infinity) || 0;
}

/** Items of one key that wait for their turn, oldest first. */
export interface Queue {
  readonly lane: Lane;
  readonly tenantId: string;
  readonly key: string;
  readonly items: Item[];
  /** Attempts at the first item that failed. */
  failures: number;
  /** Items at the front that a failed slice held: each is handed over by itself. */
  alone: number;
}

/** Unfinished events in one partition: at this many, reading stops until some of them are done or parked. */
const MOST_HELD = 10_000;
/** Of these, the bodies in memory; others are read again when their turn comes. */
const MOST_BODIES = 1_000;
/** Progress is written at most this often: after a crash, events finished since then come again. */
const WRITE_EVERY_MS = 100;
const WRITE_AGAIN_MS = 1_000;
const AT_ONCE = 32;
const NEVER = new AbortController().signal;

export interface LaneParts {
  readonly link: Link;
  readonly place: Place;
  /** Its name in JetStream. */
  readonly stream: string;
  readonly large: KV;
  readonly consumer: ConsumerGroup;
  readonly deed: Deed<Standing>;
  readonly parking: Parking;
  readonly pulse: Pulse;
  readonly log: Log;
  /** An event comes again that was open when the lane was left. */
  readonly leftOpen: () => void;
  /** Something became ready. */
  readonly wake: () => void;
  /** The process must end, whatever is in hand. */
  readonly stopping: AbortSignal;
}

/** One partition in the hands of one instance, for one group. */
export interface Lane {
  readonly place: Place;
  /** Queues with work that nobody has in hand. */
  readonly ready: Ready<Queue>;
  /** Aborts when the lane is closed or lost: what is in hand ends for itself, and counts for nothing if it is lost. */
  readonly ended: AbortSignal;
  readonly lost: AbortSignal;
  /** Tells handlers to stop: it is lost, or the process must end. */
  readonly aborts: AbortSignal;
  readonly held: number;
  readonly readTo: number;
  load(item: Item): Promise<BusEvent | undefined>;
  /** The first `done` items of the queue are done with; what comes after them, if anything, becomes ready. */
  next(queue: Queue, done: number): void;
  finish(item: Item): Promise<void>;
  /** It is in the parking, and no longer here. */
  parked(item: Item): void;
  /** After others may have taken us for dead: whether the lane is still ours. */
  confirm(): Promise<boolean>;
  lookForReplays(): Promise<void>;
  /** Nothing new becomes ready. */
  stop(): void;
  /**
   * After `stop`, when nothing is in hand: writes down where it stands and leaves it to the next. Tries until the server
   * answers or `hurry` aborts: others wait as long as we are alive.
   */
  release(hurry: AbortSignal): Promise<void>;
}

export function openLane(parts: LaneParts): Lane {
  const { link, place, stream, deed, pulse, log, wake } = parts;
  const progress = openProgress(deed.found);
  const queues = new Map<string, Queue>();
  const ready = readyQueues<Queue>();
  const bodies = new Map<number, BusEvent>();
  const replays = new Set<string>();
  const closed = new AbortController();
  const ended = AbortSignal.any([closed.signal, deed.lost]);
  const aborts = AbortSignal.any([parts.stopping, deed.lost]);
  for (const signal of [ended, aborts]) setMaxListeners(0, signal);
  let timer: (() => void) | undefined;
  let writing: Promise<boolean> = Promise.resolve(true);

  function enqueue(item: Item, { tenantId, key }: BusEvent): void {
    const name = JSON.stringify([tenantId, key]);
    const queue = queues.get(name);
    if (queue) return void queue.items.push(item);
    const started: Queue = { lane, tenantId, key: name, items: [item], failures: 0, alone: 0 };
    queues.set(name, started);
    ready.add(started);
    wake();
  }

  function changed(after = WRITE_EVERY_MS): void {
    if (ended.aborted) return;
    timer ??= pulse.timer(after, () => {
      timer = undefined;
      if (!progress.dirty || ended.aborted) return;
      write().catch((error: unknown) => {
        log[loudness(error)]('bus: progress is not written yet', { consumer: parts.consumer.name, reason: codeOf(error) });
        changed(WRITE_AGAIN_MS);
      });
    });
  }

  /** One after the other: each is conditioned on the one before. */
  function write(): Promise<boolean> {
    const before = writing;
    const mine = (async () => {
      await before.catch(() => {});
      progress.written();
      try {
        return await deed.write(progress.standing());
      } catch (error) {
        progress.unwritten();
        throw error;
      }
    })();
    writing = mine;
    return mine;
  }

  /** What was open when the lane was left comes before anything new. */
  async function takeUp(): Promise<void> {
    const left = [...progress.open].toSorted((a, b) => a - b);
    for (let n = 0; n < left.length; n += AT_ONCE) {
      const some = left.slice(n, n + AT_ONCE);
      const found = await Promise.all(some.map((seq) => messageAt(link, stream, seq)));
      for (const [at, seq] of some.entries()) {
        const event = found[at] && eventIn(found[at]);
        if (event) {
          parts.leftOpen();
          enqueue({ seq }, event);
        } else progress.finish(seq);
      }
      if (ended.aborted) return;
    }
  }

  /** A log that was cut is taken up again from where it still is what was read. */
  async function trusted(): Promise<boolean> {
    const standing = progress.standing();
    const to = await unchangedTo(link, stream, standing.marks);
    if (to === Infinity) return true;
    log.error('nats: the server lost what it had acknowledged; this partition is read again from before that', {
      stream,
      from: to,
    });
    await leave(NEVER, () => cutTo(standing, to));
    return false;
  }

  const lane: Lane = {
    place,
    ready,
    ended,
    lost: deed.lost,
    aborts,
    get held() {
      return progress.open.size;
    },
    get readTo() {
      return progress.readTo;
    },
    async load(item) {
      if ('parked' in item) return (await parts.parking.load(item.parked))?.event;
      const body = bodies.get(item.seq);
      if (body) return body;
      const event = await eventAt(link, parts.large, stream, item.seq);
      if (!event) log.error('bus: an event is gone from the log and is passed over', { stream, seq: item.seq });
      return event;
    },
    next(queue, done) {
      queue.items.splice(0, done);
      queue.failures = 0;
      queue.alone = Math.max(0, queue.alone - done);
      if (queue.items.length > 0) ready.add(queue);
      else queues.delete(queue.key);
    },
    async finish(item) {
      if ('parked' in item) await parts.parking.remove(item.parked);
      lane.parked(item);
    },
    parked(item) {
      if ('parked' in item) return void replays.delete(item.parked);
      const full = progress.open.size >= MOST_HELD;
      progress.finish(item.seq);
      bodies.delete(item.seq);
      if (full) reader?.wake();
      changed();
    },
    confirm: () => write(),
    async lookForReplays() {
      for (const tail of await parts.parking.replaying(parts.consumer.name, place)) {
        if (replays.has(tail) || ended.aborted) continue;
        replays.add(tail);
        const event = (await parts.parking.load(tail))?.event;
        if (event) enqueue({ parked: tail }, event);
        else await lane.finish({ parked: tail });
      }
    },
    stop() {
      closed.abort();
      timer?.();
      ready.clear();
    },
    release: (hurry) => leave(hurry, progress.standing),
  };

  let reader: { wake(): void } | undefined;
  void begin().catch(async (error: unknown) => {
    log[loudness(error)]('bus: a partition is not taken up yet', {
      consumer: parts.consumer.name,
      stream,
      reason: codeOf(error),
    });
    lane.stop();
    await leave(NEVER, () => deed.found);
  });
  return lane;

  async function leave(hurry: AbortSignal, standing: () => Standing): Promise<void> {
    while (!deed.lost.aborted)
      try {
        await writing.catch(() => {});
        return await deed.release(standing());
      } catch (error) {
        if (hurry.aborted) throw error;
        await pause(pulse, WRITE_AGAIN_MS, hurry);
      }
  }

  async function begin(): Promise<void> {
    await takeUp();
    await lane.lookForReplays();
    if (ended.aborted) return;
    reader = readOn({ link, stream, pulse, log, signal: ended }, { readTo: () => progress.readTo, room, take, trusted });
  }

  function room(): number {
    return MOST_HELD - progress.open.size;
  }

  function take(message: JsMsg): void {
    if (!reads(parts.consumer, message.subject)) {
      progress.read(markOf(message));
      progress.finish(message.seq);
      return changed();
    }
    const event = eventIn(message);
    progress.read(markOf(message));
    if (event) {
      if (bodies.size < MOST_BODIES && isWhole(message)) bodies.set(message.seq, event);
      enqueue({ seq: message.seq }, event);
    } else {
      log.error('bus: a message in the log is no event and is passed over', { stream, seq: message.seq });
      progress.finish(message.seq);
    }
    changed();
  }
}
