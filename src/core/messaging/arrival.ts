import { type InboundArrived, arrivalEvents } from '#contracts/events/arrivals.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { orderOf } from '#core/ids/order.ts';
import { customerKey } from './keys.ts';

export interface Arriving extends Omit<InboundArrived, 'event'> {
  /** Hash of the change that contained the event. */
  readonly digest: string;
  /** Index of the event within its change. */
  readonly n: number;
  readonly event: InboundEvent;
}

/** Makes a bus event from an event in a webhook. */
export function arrival({ digest, n, ...arrived }: Arriving): NewEvent {
  const id = orderOf(arrived.receivedAt, `${digest}.${placeOf(n)}`);
  const key = orderingKey(arrived.senderId, arrived.event, id);
  const occasion = { id, key, at: arrived.receivedAt };
  return happened(arrivalEvents[arrived.event.kind], occasion, { ...arrived, order: orderWithin(arrived.order, n) });
}

/** The order of acceptance of each event within a change. */
export function orderWithin(order: string, n: number): string {
  return `${order}.${placeOf(n)}`;
}

function placeOf(n: number): string {
  return String(n).padStart(4, '0');
}

/** Orders the events of one customer at one business number. An event about no customer gets a key of its own. */
function orderingKey(senderId: string, event: InboundEvent, id: string): string {
  if (event.kind === 'message') return customerKey(senderId, event.from);
  if (event.kind === 'echo') return customerKey(senderId, event.to);
  if (event.kind === 'status' && event.recipient) return customerKey(senderId, event.recipient);
  return id;
}

export function isUnrecognised(event: InboundEvent): boolean {
  return event.kind === 'unrecognised' || (event.kind === 'message' && event.content.kind === 'unrecognised');
}
