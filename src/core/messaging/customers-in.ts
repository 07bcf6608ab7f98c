import type { InboundEvent } from '#contracts/inbound.ts';
import { customerKeys } from './keys.ts';

/** Whom an event concerns, by every identity in it: also the one that a customer has given up. */
export function customersIn(event: InboundEvent): readonly string[] {
  switch (event.kind) {
    case 'message':
      return [...customerKeys(event.from), ...(event.content.kind === 'system' ? customerKeys(event.content.was ?? {}) : [])];
    case 'echo':
      return customerKeys(event.to);
    case 'status':
      return customerKeys(event.recipient ?? {});
    default:
      return [];
  }
}
