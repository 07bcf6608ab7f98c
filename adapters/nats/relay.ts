import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import type { Log } from '#contracts/log.ts';
import type { Pending, PendingEvent } from '#contracts/pending.ts';
import type { Link } from './client.ts';
import { takeDeed, type Deed } from './deeds.ts';
import { endsOf } from './ends.ts';
import { codeOf } from './failure.ts';
import type { Layout } from './layout.ts';
import type { Members } from './members.ts';
import { publish } from './messages.ts';
import { pause, type Pulse } from './pulse.ts';

/** Events taken from the outbox at a time. */
const MOST = 1_000;
/** Interval for finding commits whose wake-up was lost in a crash or a broken connection. */
const LOOK_EVERY_MS = 1_000;
const AGAIN_MS = 500;
const TELL_EVERY_MS = 3;
/** If this instance was not paused for longer than this, others that heard it recently do not consider it dead. */
const STOOD_STILL_MS = 1_000;

export interface RelayParts {
  readonly link: Link;
  readonly layout: Layout;
  readonly members: Members;
  readonly pulse: Pulse;
  readonly log: Log;
  readonly pending: Pending;
  /** Whether this instance publishes. If not, it only wakes the instances that do. */
  readonly publishes: boolean;
  /** Makes recently published events pending again. */
  readonly republish: (() => Promise<void>) | undefined;
}

/** The server last published to, by any instance. */
const serverId = z.string().nullable();
type Served = z.infer<typeof serverId>;

/**
 * Publishes the outbox to JetStream, in one instance at a time. Two at once would do no harm: each publishes a key in order, and the
 * server drops duplicates. An event counts as published only when the server has acknowledged it.
 */
export function startRelay(parts: RelayParts): AsyncDisposable {
  const { link, layout, members, pulse, log, pending } = parts;
  const subject = `${layout.prefix}._committed`;
  const closed = new AbortController();
  setMaxListeners(0, closed.signal);
  const ends = endsOf(link, layout, members);
  let leading: Deed<Served> | undefined;
  let wanted = false;
  let endRest = () => {};
  let resting = false;
  let more = false;
  let served: Served = null;
  let oursAt = -Infinity;

  function wake(): void {
    wanted = true;
    endRest();
  }

  /** Waits for a wake-up, or for the next check for commits without one. */
  function rest(): Promise<void> {
    return new Promise((resolve) => {
      if (wanted || closed.signal.aborted) return resolve();
      const cancel = pulse.timer(LOOK_EVERY_MS, () => endRest());
      endRest = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Wakes the publisher: at once for the first commit, and once more for those that follow shortly after. */
  function committed(): void {
    if (leading) return wake();
    if (resting) more = true;
    else tell();
  }

  function tell(): void {
    if (closed.signal.aborted) return;
    more = false;
    if (link.connected()) link.nc.publish(subject);
    resting = true;
    pulse.timer(TELL_EVERY_MS, () => {
      resting = false;
      if (more) tell();
    });
  }

  async function run(): Promise<void> {
    while (!closed.signal.aborted) {
      wanted = false;
      if (!(await work())) await rest();
    }
    await leading?.release(served).catch(() => {});
  }

  /** Whether there may be more to do. */
  async function work(): Promise<boolean> {
    if (!parts.publishes || !link.connected()) return false;
    try {
      if (leading && !members.sure()) await leading.write(served);
      if (!leading || leading.lost.aborted) await lead();
      return leading !== undefined && (await publishSome(leading));
    } catch (error) {
      log.warn('nats: events could not be published and wait in the store', { reason: codeOf(error) });
      await pause(pulse, AGAIN_MS, closed.signal);
      return true;
    }
  }

  async function lead(): Promise<void> {
    ends.forget();
    leading = await takeDeed(link, layout.state, members, 'relay', serverId, null);
    served = leading?.found ?? null;
    if (leading && served === link.nc.info?.server_id) await ends.look();
  }

  /** A different or restarted server may have lost the end of its streams. */
  async function atAnother(server: string, deed: Deed<Served>): Promise<void> {
    if (!(await ends.kept())) {
      log.info('nats: recent events are published again in case the server lost them');
      await parts.republish?.();
      await ends.look();
    }
    if (await deed.write(server)) served = server;
  }

  /** Publishes some events. False if none are left. */
  async function publishSome(deed: Deed<Served>): Promise<boolean> {
    const server = link.nc.info?.server_id ?? '';
    if (served !== server) await atAnother(server, deed);
    if (deed.lost.aborted) return true;
    const events = await pending.take(MOST);
    if (events.length === 0) return false;
    const { acknowledged, failure } = await publishAll(events);
    // An instance that took over meanwhile does not know of these, so they are not marked and are published again.
    if (!(await stillOurs(deed))) return true;
    if (acknowledged.length > 0) await pending.published(acknowledged);
    if (failure !== undefined) throw failure;
    return true;
  }

  async function stillOurs(deed: Deed<Served>): Promise<boolean> {
    const now = pulse.now();
    const ours = (members.sure() && now - oursAt < STOOD_STILL_MS) || (await deed.write(served));
    if (ours) oursAt = now;
    return ours;
  }

  /** Publishes keys in parallel, and the next event of a key only when the previous one is acknowledged. */
  async function publishAll(events: readonly PendingEvent[]): Promise<{ acknowledged: PendingEvent[]; failure: unknown }> {
    const acknowledged: PendingEvent[] = [];
    let failure: unknown;
    const keys = Map.groupBy(events, ({ event }) => JSON.stringify([event.stream, event.tenantId, event.key]));
    await Promise.all(
      [...keys.values()].map(async (ofKey) => {
        try {
          for (const one of ofKey) {
            if (closed.signal.aborted) return;
            ends.acknowledged(await publish(link, layout, one.event));
            acknowledged.push(one);
          }
        } catch (error) {
          failure ??= error;
        }
      }),
    );
    return { acknowledged, failure };
  }

  const unsubscribe = pending.whenCommitted(committed);
  const heard = link.nc.subscribe(subject, { callback: () => leading && wake() });
  const unback = link.whenBack(wake);
  const unchange = members.whenChanged(wake);
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      closed.abort();
      wake();
      ends[Symbol.dispose]();
      unsubscribe();
      unback();
      unchange();
      heard.unsubscribe();
      await running;
    },
  };
}
