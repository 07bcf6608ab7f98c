import type { EpochMs } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { type InboundEvent, inboundEvent } from '#contracts/inbound.ts';
import type { InboundPart } from '#contracts/channel.ts';
import type { InboundRaw } from '#contracts/records/messaging.ts';

/** Parses a stored raw change with the channel's current adapter. @throws AdapterFailure `malformed` */
export type Normalize = (channel: string, raw: string, receivedAt: EpochMs) => readonly InboundPart[];

/** Parses a change from the log with the current adapters. `undefined` if it cannot be parsed. */
export function eventsOf(normalize: Normalize, { channel, raw, receivedAt }: InboundRaw): readonly InboundEvent[] | undefined {
  try {
    return normalize(channel, raw, receivedAt).flatMap(({ events }) => events.map((event) => inboundEvent.parse(event)));
  } catch (error) {
    if (error instanceof AdapterFailure && error.code === 'malformed') return undefined;
    throw error;
  }
}
