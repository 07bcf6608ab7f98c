import type { Clock } from '#contracts/clock.ts';
import { messages } from '#contracts/records/messaging.ts';
import { type TenantStore, againWhenStale, replace } from '#contracts/store.ts';
import { leaveLine } from './line.ts';
import { told } from './told.ts';

export type Cancelled =
  | { readonly kind: 'cancelled' }
  /** The message is being sent, was sent, or does not exist. */
  | { readonly kind: 'too_late' };

/** Cancels a message that has not been sent yet. */
export function cancelMessage(store: TenantStore, clock: Clock, messageId: string): Promise<Cancelled> {
  return againWhenStale<Cancelled>(async () => {
    const found = await store.get(messages, messageId);
    if (found?.value.direction !== 'out' || found.value.state !== 'wanted') return { kind: 'too_late' };
    const cancelled = { ...found.value, state: 'cancelled' } as const;
    const outcome = await store.commit([replace(messages, found, cancelled)], [told('cancelled', cancelled, clock.now())]);
    if (outcome.kind !== 'committed') return { kind: 'stale' };
    await leaveLine(store, messageId, clock.now());
    return { kind: 'cancelled' };
  });
}
