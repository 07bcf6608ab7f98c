import { AckPolicy, type Consumer, DeliverPolicy, type JsMsg, nanos, ReplayPolicy } from 'nats';
import type { Log } from '#contracts/log.ts';
import type { Link } from './client.ts';
import { codeOf } from './failure.ts';
import { pause, type Pulse } from './pulse.ts';

/** Messages requested at a time. */
const WINDOW = 256;
const EXPIRES_MS = 30_000;
const AGAIN_MS = 250;
/** The server deletes a reader that is inactive for this long. */
const FORGET_MS = 5 * 60_000;

export interface ReaderParts {
  readonly link: Link;
  readonly stream: string;
  readonly pulse: Pulse;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Reading {
  /** Sequence number of the last message taken. */
  readTo(): number;
  /** How many more messages can be taken now. */
  room(): number;
  take(message: JsMsg): void;
  /** Called before each start: whether the stream is still the one that was read. `false` ends the reader. */
  trusted(): Promise<boolean>;
}

/** Reads a stream in order and without gaps, as fast as there is room, until `signal` aborts. */
export function readOn(parts: ReaderParts, reading: Reading): { wake(): void } {
  const { link, pulse, signal } = parts;
  let woken = Promise.withResolvers<void>();
  let consumer: Consumer | undefined;
  let delivered = 0;
  let stopWindow = () => {};

  function wake(): void {
    woken.resolve();
    woken = Promise.withResolvers<void>();
  }
  signal.addEventListener('abort', wake, { once: true });

  async function begin(): Promise<Consumer> {
    const wanted = link.jsm.consumers.add(parts.stream, {
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: reading.readTo() + 1,
      ack_policy: AckPolicy.None,
      replay_policy: ReplayPolicy.Instant,
      inactive_threshold: nanos(FORGET_MS),
      mem_storage: true,
      num_replicas: 1,
    });
    const { name } = await link.ask(wanted);
    delivered = 0;
    return link.ask(link.js.consumers.get(parts.stream, name));
  }

  /** False if a message is missing. Then reading starts again after the last one taken. */
  async function readWindow(from: Consumer): Promise<boolean> {
    const messages = await from.fetch({ max_messages: Math.min(reading.room(), WINDOW), expires: EXPIRES_MS });
    stopWindow = () => messages.stop();
    signal.addEventListener('abort', stopWindow, { once: true });
    try {
      for await (const message of messages) {
        if (signal.aborted) return true;
        delivered += 1;
        if (message.info.deliverySequence !== delivered) return false;
        reading.take(message);
      }
      return true;
    } finally {
      signal.removeEventListener('abort', stopWindow);
    }
  }

  async function run(): Promise<void> {
    while (!signal.aborted) {
      try {
        if (reading.room() <= 0) {
          await woken.promise;
          continue;
        }
        if (!consumer) {
          if (!(await reading.trusted()) || signal.aborted) return;
          consumer = await begin();
        }
        if (!(await readWindow(consumer))) consumer = undefined;
      } catch (error) {
        consumer = undefined;
        if (signal.aborted) return;
        parts.log.debug('nats: a reader starts again', { stream: parts.stream, reason: codeOf(error) });
        await pause(pulse, AGAIN_MS, signal);
      }
    }
  }

  // Messages in flight when the connection broke are lost without any error.
  const unback = link.whenBack(() => {
    consumer = undefined;
    stopWindow();
  });
  void run().finally(async () => {
    unback();
    const info = await consumer?.info(true).catch(() => undefined);
    if (info) await link.jsm.consumers.delete(parts.stream, info.name).catch(() => {});
  });
  return { wake };
}
