import { z } from 'zod';
import type { EpochMs } from '#contracts/clock.ts';
import type { BusEvent } from '#contracts/event.ts';
import { deliveryStatus, type DeliveryStatus } from '#contracts/inbound.ts';
import type { Countable } from '#contracts/records/analytics.ts';

/** How an event is counted: the name of the count, and the time that decides the day. */
export interface Counted {
  readonly id: string;
  readonly at: EpochMs;
  readonly as: Countable;
}

const KINDS: Readonly<Record<string, Countable>> = {
  'inbound.message': 'received',
  'message.wanted': 'answered',
  'booking.held': 'held',
  'booking.confirmed': 'booked',
  'booking.moved': 'moved',
  'booking.cancelled': 'cancelled',
  'booking.expired': 'expired',
};
const STATUSES: Readonly<Record<DeliveryStatus, Countable | undefined>> = {
  queued: undefined,
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: undefined,
  failed: 'failed',
};
const withStatus = z.object({ event: z.object({ status: deliveryStatus }) });

/** `undefined` for an event that is not counted. */
export function countedOf({ id, at, kind, data }: BusEvent): Counted | undefined {
  const as =
    kind === 'inbound.status'
      ? STATUSES[withStatus.parse(data).event.status]
      : Object.hasOwn(KINDS, kind)
        ? KINDS[kind]
        : undefined;
  return as && { id, at, as };
}
