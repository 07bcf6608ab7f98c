import { type InboundArrived, arrivalEvents } from '#contracts/events/arrivals.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import { customerKey, orderOf } from './keys.ts';

export interface Arriving extends Omit<InboundArrived, 'event'> {
  /** Of the change that it stood in, made of its content. */
  readonly digest: string;
  /** Its place among the events of its change. */
  readonly n: number;
  readonly event: InboundEvent;
}

/** What a webhook brought, as an event of the bus. */
export function arrival({ digest, n, ...arrived }: Arriving): NewEvent {
  const id = orderOf(arrived.receivedAt, `${digest}.${placeOf(n)}`);
  const key = orderingKey(arrived.senderId, arrived.event, id);
  const occasion = { id, key, at: arrived.receivedAt };
  return happened(arrivalEvents[arrived.event.kind], occasion, { ...arrived, order: orderWithin(arrived.order, n) });
}

/** Of the events of one change each has its own order of acceptance. */
export function orderWithin(order: string, n: number): string {
  return `${order}.${placeOf(n)}`;
}

function placeOf(n: number): string {
  return String(n).padStart(4, '0');
}

/** Everything about one customer at one number keeps its order; what concerns nobody waits for nobody. */
function orderingKey(senderId: string, event: InboundEvent, id: string): string {
  if (event.kind === 'message') return customerKey(senderId, event.from);
  if (event.kind === 'echo') return customerKey(senderId, event.to);
  if (event.kind === 'status' && event.recipient) return customerKey(senderId, event.recipient);
  return id;
}

export function isUnrecognised(event: InboundEvent): boolean {
  return event.kind === 'unrecognised' || (event.kind === 'message' && event.content.kind === 'unrecognised');
}
