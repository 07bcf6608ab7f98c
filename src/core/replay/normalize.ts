import type { EpochMs } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { type InboundEvent, inboundEvent } from '#contracts/inbound.ts';
import type { InboundPart } from '#contracts/channel.ts';
import type { InboundRaw } from '#contracts/records/messaging.ts';

/** Translates a stored raw form with the channel's adapter of today. @throws AdapterFailure `malformed` */
export type Normalize = (channel: string, raw: string, receivedAt: EpochMs) => readonly InboundPart[];

/** What a change of the log means today; `undefined` when its raw form cannot be read at all. */
export function eventsOf(normalize: Normalize, { channel, raw, receivedAt }: InboundRaw): readonly InboundEvent[] | undefined {
  try {
    return normalize(channel, raw, receivedAt).flatMap(({ events }) => events.map((event) => inboundEvent.parse(event)));
  } catch (error) {
    if (error instanceof AdapterFailure && error.code === 'malformed') return undefined;
    throw error;
  }
}
