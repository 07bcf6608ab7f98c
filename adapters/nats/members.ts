import { z } from 'zod';
import type { Link } from './client.ts';
import type { Pulse } from './pulse.ts';

const BEAT_MS = 500;
/** An instance that is silent for this long is considered dead. */
const SILENCE_MS = 2_500;
/** Our own heartbeats must come back within this time, so that we stop before others take over. */
const SURE_MS = 1_500;

const beat = z.object({
  instance: z.string().min(1),
  tasks: z.array(z.string()),
  /** The sender's own time, used only when it receives its own heartbeat. */
  at: z.number(),
  /** Asks all instances for a heartbeat now. */
  hello: z.boolean().optional(),
  /** The instance is leaving. */
  bye: z.boolean().optional(),
});

/** The live instances, from heartbeats that are not stored. Only a hint: safety comes from conditional writes. */
export interface Members extends AsyncDisposable {
  readonly instance: string;
  /** The instances on a task, in the same order for everyone who sees the same ones. */
  at(task: string): readonly string[];
  /** Also true for an unknown instance until there was enough time to hear it. */
  alive(instance: string): boolean;
  /** Whether others certainly still consider this instance alive. */
  sure(): boolean;
  join(task: string): void;
  leave(task: string): void;
  /** Tells the others to check again, because something was released. */
  nudge(): void;
  whenChanged(run: () => void): () => void;
}

export function members({
  link,
  prefix,
  instance,
  pulse,
}: {
  readonly link: Link;
  readonly prefix: string;
  readonly instance: string;
  readonly pulse: Pulse;
}): Members {
  const subject = `${prefix}._members`;
  const tasks = new Set<string>();
  const others = new Map<string, { heardAt: number; tasks: readonly string[] }>();
  const listeners = new Set<() => void>();
  let listeningSince = pulse.now();
  let beatenAt = pulse.now();
  let echoOf = pulse.now();
  let cancel = () => {};

  const subscription = link.nc.subscribe(subject, {
    callback(error, message) {
      const heard = error ? undefined : beat.safeParse(safeJson(message.string())).data;
      if (heard) hear(heard);
    },
  });
  const unback = link.whenBack(() => {
    startListening();
    send({ hello: true });
  });

  function hear(heard: z.infer<typeof beat>): void {
    if (heard.instance === instance) {
      echoOf = Math.max(echoOf, heard.at);
      return;
    }
    const before = others.get(heard.instance);
    if (heard.bye) others.delete(heard.instance);
    else others.set(heard.instance, { heardAt: pulse.now(), tasks: heard.tasks });
    if (heard.hello) send();
    if (heard.bye || heard.hello || before?.tasks.join() !== heard.tasks.join()) changed();
  }

  function send(more: { readonly hello?: true; readonly bye?: true } = {}): void {
    if (link.nc.isClosed() || link.nc.isDraining()) return;
    link.nc.publish(subject, JSON.stringify({ instance, tasks: [...tasks], at: pulse.now(), ...more }));
  }

  /** Silence counts from here, because nothing could be heard before. */
  function startListening(): void {
    listeningSince = pulse.now();
    for (const other of others.values()) other.heardAt = listeningSince;
  }

  function beatOn(): void {
    if (stalled()) startListening();
    beatenAt = pulse.now();
    if (link.connected()) send();
    for (const [name, { heardAt }] of others) if (pulse.now() - heardAt > 10 * SILENCE_MS) others.delete(name);
    cancel = pulse.timer(BEAT_MS, beatOn);
  }

  /** Whether this process was paused, so that heartbeats sent meanwhile are not read yet. */
  function stalled(): boolean {
    return pulse.now() - beatenAt > 3 * BEAT_MS;
  }

  function changed(): void {
    for (const run of listeners) run();
  }

  function alive(name: string): boolean {
    if (name === instance || stalled() || !link.connected()) return true;
    return pulse.now() - (others.get(name)?.heardAt ?? listeningSince) < SILENCE_MS;
  }

  send({ hello: true });
  beatOn();
  return {
    instance,
    at: (task) =>
      [...others]
        .filter(([name, other]) => other.tasks.includes(task) && alive(name))
        .map(([name]) => name)
        .concat(tasks.has(task) ? [instance] : [])
        .toSorted(),
    alive,
    sure: () => pulse.now() - echoOf < SURE_MS,
    join(task) {
      tasks.add(task);
      send();
    },
    leave(task) {
      tasks.delete(task);
      send();
    },
    nudge: () => send({ hello: true }),
    whenChanged(run) {
      listeners.add(run);
      return () => listeners.delete(run);
    },
    async [Symbol.asyncDispose]() {
      cancel();
      unback();
      send({ bye: true });
      subscription.unsubscribe();
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
