import type { Bus, Consumer, Lag } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Log } from '#contracts/log.ts';
import { type Metrics, unmeasured } from '#contracts/metrics.ts';
import type { Notices } from '#contracts/notices.ts';
import type { Pending } from '#contracts/pending.ts';
import { connectNats, type Link } from './client.ts';
import { asBusFailure } from './failure.ts';
import { type Group, startGroup } from './group.ts';
import { lagOf } from './lag.ts';
import { layOut, MOST_PARTITIONS } from './layout.ts';
import { members } from './members.ts';
import { noticesOn } from './notices.ts';
import { parking } from './parking.ts';
import { pause, type Pulse, systemPulse } from './pulse.ts';
import { startRelay } from './relay.ts';

export interface NatsOptions {
  /** `nats://host:4222`, or several separated by commas. May contain user and password or a token. */
  readonly url: string;
  /** Prefix of all names on the server, so that several installations can share it. */
  readonly prefix?: string;
  /** The most instances that can share the work of one group. Fixed at the first start. */
  readonly partitions?: number;
  /** Number of copies in a cluster. */
  readonly replicas?: number;
  /** The outbox of the store. */
  readonly pending: Pending;
  /** Whether this instance may publish the outbox. */
  readonly publishes?: boolean;
  /**
   * Makes recently published events pending again. Called when the server has restarted or is not the one last published to by any
   * instance. A server may lose what it acknowledged in the last two minutes before a power cut.
   */
  readonly republish?: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly metrics?: Metrics;
  readonly pulse?: Pulse;
}

export interface NatsBus extends AsyncDisposable {
  readonly bus: Bus;
  readonly notices: Notices;
  connected(): boolean;
}

/** The bus for many instances. See docs/decisions/0011-order-per-key-on-nats.md. @throws AdapterFailure in one sentence */
export async function openNats(options: NatsOptions): Promise<NatsBus> {
  const { clock, log, metrics = unmeasured, pulse = systemPulse, prefix = 'deskbell', partitions = 8, replicas = 1 } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(prefix))
    throw new AdapterFailure('nats', 'misconfigured', 'the prefix must consist of a-z, 0-9 and hyphens, and begin with a letter');
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > MOST_PARTITIONS)
    throw new AdapterFailure('nats', 'misconfigured', `partitions must be a whole number from 1 to ${MOST_PARTITIONS}`);
  const link = await connectNats(options.url, log);
  await using undo = new AsyncDisposableStack();
  undo.defer(() => goodbye(link, pulse));

  const layout = await translated(() => layOut(link, { prefix, partitions, replicas }));
  const there = undo.use(members({ link, prefix, instance: options.newId(), pulse }));
  const parked = parking(link, layout);
  const { pending, publishes = true, republish } = options;
  undo.use(startRelay({ link, layout, members: there, pulse, log, pending, publishes, republish }));

  const groups = new Map<string, Group>();
  const replays = `${prefix}._replay`;
  const lookForReplays = () => groups.forEach((group) => group.lookForReplays());
  link.nc.subscribe(replays, { callback: lookForReplays });
  link.whenBack(lookForReplays);
  let closed = false;
  undo.defer(async () => {
    closed = true;
    await Promise.all([...groups.values()].map((group) => group[Symbol.asyncDispose]()));
  });

  function subscribe(consumer: Consumer) {
    if (closed) throw new Error('the bus is closed');
    if (groups.has(consumer.name)) throw new Error(`consumer "${consumer.name}" is already subscribed`);
    const group = startGroup(consumer, { link, layout, members: there, parking: parked, clock, pulse, log, metrics });
    groups.set(consumer.name, group);
    return {
      async [Symbol.asyncDispose]() {
        if (groups.get(consumer.name) !== group) return;
        await group[Symbol.asyncDispose]();
        groups.delete(consumer.name);
      },
    };
  }

  const open = undo.move();
  return {
    bus: {
      subscribe,
      parked: (tenantId) => translated(() => parked.of(tenantId)),
      replay: (tenantId, id) =>
        translated(async () => {
          if ((await parked.replay(tenantId, id)) === undefined) return false;
          link.nc.publish(replays);
          return true;
        }),
      discard: (tenantId, which) => translated(() => parked.discard(tenantId, which)),
      lag: (asked) =>
        translated((): Promise<Lag> => lagOf({ link, layout, parking: parked, pending }, asked, groups.get(asked.name))),
    },
    notices: noticesOn(link, prefix),
    connected: link.connected,
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };
}

const PATIENCE_MS = 1_000;

/** Sends what is still buffered before closing, unless the server does not answer. */
async function goodbye({ nc }: Link, pulse: Pulse): Promise<void> {
  const spoken = new AbortController();
  const said = nc.drain().catch(() => {});
  await Promise.race([said, pause(pulse, PATIENCE_MS, spoken.signal)]);
  spoken.abort();
  await nc.close();
}

async function translated<R>(run: () => Promise<R>): Promise<R> {
  try {
    return await run();
  } catch (error) {
    throw asBusFailure(error);
  }
}
