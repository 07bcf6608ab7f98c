import { z } from 'zod';
import { epochMs } from './clock.ts';

/** Streams of committed events. Consumers name the streams they read. `platform` is for events of platform batches and no others. */
export const streamName = z.enum(['inbound', 'conversation', 'people', 'booking', 'account', 'platform']);
/** Stands in an event of the platform where another event has its tenant. No tenant can have this id. */
export const PLATFORM_SCOPE = 'platform';
export type StreamName = z.infer<typeof streamName>;

/** An event in a batch. It becomes durable with the batch and is delivered at least once. */
export const newEvent = z.object({
  /** Also the bus's deduplication id. */
  id: z.string().min(1),
  stream: streamName,
  /** Ordering key, such as a conversation or a booking. Events of one key are delivered one after the other. */
  key: z.string().min(1),
  /** Past tense, dotted: `message.received`, `booking.confirmed`. */
  kind: z.string().min(1),
  /** Version of the shape of `data`. */
  version: z.int().positive(),
  at: epochMs,
  data: z.record(z.string(), z.unknown()),
});
export type NewEvent = Readonly<z.infer<typeof newEvent>>;

/** An event as a consumer receives it. */
export const busEvent = newEvent.extend({
  /** `PLATFORM_SCOPE` for an event of the platform. */
  tenantId: z.string().min(1),
});
/** The newest version of event data that this release can read. A newer event waits for an instance that can read it. */
export const NEWEST_EVENT_VERSION = 1;
export type BusEvent = Readonly<z.infer<typeof busEvent>>;
