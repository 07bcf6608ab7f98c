import type { Clock } from '#contracts/clock.ts';
import { type OutboundMessage, messages } from '#contracts/records/messaging.ts';
import { type TenantStore, type Write, againWhenStale, replace } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { leaveLine } from './line.ts';
import { ourMessage } from './send-outcomes.ts';
import { told } from './told.ts';

export type Cancelled =
  /** Also if it was cancelled before. */
  | { readonly kind: 'cancelled'; readonly message: OutboundMessage }
  /** It is being sent, was sent, or will not be sent anyway. */
  | { readonly kind: 'too_late'; readonly state: OutboundMessage['state'] }
  | { readonly kind: 'not_there' };

/** Cancels a message that has not been sent yet. `also` adds lines to the same batch. */
export async function cancelMessage(
  store: TenantStore,
  clock: Clock,
  messageId: string,
  also: (message: OutboundMessage) => readonly Write[] = () => [],
): Promise<Cancelled> {
  const outcome = await againWhenStale<Cancelled>(async () => {
    const found = await ourMessage(store, messageId);
    if (!found) return { kind: 'not_there' };
    if (found.value.state === 'cancelled') return { kind: 'cancelled', message: found.value };
    if (found.value.state !== 'wanted') return { kind: 'too_late', state: found.value.state };
    const message = { ...found.value, state: 'cancelled' } as const;
    const events = [told('cancelled', message, clock.now())];
    return raced(await store.commit([replace(messages, found, message), ...also(message)], events), {
      kind: 'cancelled',
      message,
    });
  });
  // Also when it was cancelled before: whoever did that may have ended before it left the line.
  if (outcome.kind === 'cancelled') await leaveLine(store, messageId, clock.now());
  return outcome;
}
