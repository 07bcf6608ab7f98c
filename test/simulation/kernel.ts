import type { Clock, EpochMs } from '#contracts/clock.ts';
import { seededRandom, type Random } from '#sandbox/shared/random.ts';

/** Something that runs code: one instance of the app. What belongs to a dead one never goes on. */
export interface Runner {
  readonly name: string;
  alive: boolean;
  /** Asleep until then: what it has handed over happens, but nothing comes back to it. */
  pausedUntil: EpochMs;
}

export interface Kernel {
  readonly random: Random;
  now(): EpochMs;
  /** Number of what has happened so far. */
  tick(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** Happens in so many milliseconds, whoever lives. The answer takes it back. */
  after(ms: number, label: string, run: () => void): () => void;
  /** Happens to this runner: later while it is paused, never once it is dead. */
  afterFor(runner: Runner, ms: number, label: string, run: () => void): () => void;
  clockOf(runner: Runner): Clock;
  /** Writes into the trace. */
  note(text: string): void;
  /** Lets things happen, one after the other, until this time. Everything that one sets off is over before the next. */
  runUntil(at: EpochMs): Promise<void>;
  /** The same trace has the same hash. */
  hash(): string;
}

export interface KernelOptions {
  readonly seed: number;
  readonly start: EpochMs;
  readonly trace?: (line: string) => void;
  /** Called before anything happens to a runner; it may be dead or paused afterwards. */
  readonly before: (runner: Runner, label: string) => void;
}

interface Happening {
  readonly at: EpochMs;
  /** Decides between those of one time. */
  readonly lot: number;
  readonly label: string;
  readonly runner: Runner | undefined;
  readonly run: () => void;
  cancelled: boolean;
}

/** Virtual time and chance: one seed decides everything, so one seed has one trace. */
export function kernel({ seed, start, trace, before }: KernelOptions): Kernel {
  const random = seededRandom(`simulation ${seed}`);
  const queue = heap();
  let now = start;
  let ticks = 0;
  let [low, high] = [0x811c9dc5, 0x1000193];

  function schedule(ms: number, label: string, runner: Runner | undefined, run: () => void): () => void {
    const happening: Happening = { at: now + Math.max(0, Math.round(ms)), lot: random(), label, runner, run, cancelled: false };
    queue.push(happening);
    return () => {
      happening.cancelled = true;
    };
  }

  function note(text: string): void {
    for (let n = 0; n < text.length; n += 1) {
      low = Math.imul(low ^ text.charCodeAt(n), 0x01000193);
      high = Math.imul(high, 31) ^ low;
    }
    trace?.(`${String(now - start).padStart(8)} ${text}`);
  }

  function happen({ label, runner, run }: Happening): void {
    if (runner) {
      if (!runner.alive) return;
      before(runner, label);
      if (!runner.alive) return;
      if (runner.pausedUntil > now) {
        schedule(runner.pausedUntil - now, label, runner, run);
        return;
      }
    }
    ticks += 1;
    note(runner ? `${runner.name} ${label}` : label);
    run();
  }

  const self: Kernel = {
    random,
    now: () => now,
    tick: () => ticks,
    chance: (probability) => random() < probability,
    below: (below) => Math.floor(random() * below),
    pick(items) {
      const item = items[Math.floor(random() * items.length)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    after: (ms, label, run) => schedule(ms, label, undefined, run),
    afterFor: (runner, ms, label, run) => schedule(ms, label, runner, run),
    clockOf: (runner) => ({
      now: () => now,
      monotonic: () => now - start,
      after: (ms, signal) =>
        new Promise((resolve) => {
          if (ms <= 0 || signal?.aborted) return resolve();
          const take = schedule(ms, 'wakes up', runner, done);
          const abort = () => {
            take();
            schedule(0, 'is woken', runner, done);
          };
          signal?.addEventListener('abort', abort, { once: true });
          function done() {
            signal?.removeEventListener('abort', abort);
            resolve();
          }
        }),
    }),
    note,
    async runUntil(at) {
      for (;;) {
        const next = queue.first();
        if (!next || next.at > at) break;
        queue.pop();
        if (next.cancelled) continue;
        now = Math.max(now, next.at);
        happen(next);
        await settled();
      }
      now = Math.max(now, at);
    },
    hash: () => [low, high, ticks].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join(''),
  };
  return self;
}

/** Once every promise that could go on has gone on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function heap() {
  const items: Happening[] = [];
  const earlier = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.lot < b.lot);

  return {
    first: (): Happening | undefined => items[0],
    push(item: Happening): void {
      let at = items.length;
      while (at > 0) {
        const above = (at - 1) >> 1;
        const parent = items[above];
        if (!parent || !earlier(item, parent)) break;
        items[at] = parent;
        at = above;
      }
      items[at] = item;
    },
    pop(): void {
      const item = items.pop();
      if (!item || items.length === 0) return;
      let at = 0;
      for (;;) {
        const left = 2 * at + 1;
        const [one, two] = [items[left], items[left + 1]];
        if (!one) break;
        const [child, place] = two && earlier(two, one) ? [two, left + 1] : [one, left];
        if (!earlier(child, item)) break;
        items[at] = child;
        at = place;
      }
      items[at] = item;
    },
  };
}
