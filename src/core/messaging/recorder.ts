import type { Consumer } from '#contracts/bus.ts';
import { arrivalEvents } from '#contracts/events/arrivals.ts';
import { reading } from '#contracts/events/all.ts';
import { dataOf } from '#contracts/events/define.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Sender, senders } from '#contracts/records/platform.ts';
import { type Store, type TenantStore, againWhenStale } from '#contracts/store.ts';
import { noticed } from './noticed.ts';
import { recordEcho } from './record-echo.ts';
import { recordMessage } from './record-message.ts';
import { recordStatus } from './record-status.ts';
import { raced } from '#core/batches/raced.ts';
import { staged } from '#core/batches/staged.ts';
import type { Live } from '#contracts/live.ts';

/** A message takes up to nine lines, so this many leave a batch room. */
const SLICE = 20;

/** What a recorded slice asks for once its batch is committed. */
interface Aftermath {
  readonly conversations: Set<string>;
  readonly after: ((store: TenantStore) => Promise<void>)[];
}

/**
 * The only reader of arrivals: makes messages, delivery states, contacts and conversations of them, once, and tells in the same
 * batch what happened. A slice is one batch.
 */
export function recorder(store: Store, newId: NewId, live: Live): Consumer {
  const [message, echo] = [recordMessage(newId), recordEcho(newId)];

  return {
    name: 'recorder',
    ...reading([arrivalEvents.message, arrivalEvents.status, arrivalEvents.echo, arrivalEvents.notice, arrivalEvents.reread]),
    slice: SLICE,
    async handle(events) {
      const [first] = events;
      if (!first) return;
      const tenant = store.tenant(first.tenantId);
      const { conversations, after } = await againWhenStale(async () => {
        const batch = staged(tenant);
        const aftermath: Aftermath = { conversations: new Set(), after: [] };
        for (const event of events) await record(batch, event, aftermath);
        return raced(await batch.flush(), aftermath);
      });
      for (const next of after) await next(tenant);
      for (const conversationId of conversations) live.changed(tenant.tenantId, conversationId);
    },
  };

  async function record(batch: TenantStore, busEvent: BusEvent, { conversations, after }: Aftermath): Promise<void> {
    const arrived = dataOf(arrivalEvents.message, busEvent);
    const { event } = arrived;
    if (event.kind === 'notice') {
      await batch.commit([], [noticed(busEvent.id, arrived, event)]);
      return;
    }
    const sender = await senderOf(batch.tenantId, arrived.senderId);
    switch (event.kind) {
      case 'message':
        conversations.add((await message(batch, sender, arrived, event)).conversationId);
        return;
      case 'echo':
        conversations.add((await echo(batch, sender, arrived, event)).conversationId);
        return;
      case 'status': {
        const recorded = await recordStatus(batch, sender, event, arrived.receivedAt);
        if (recorded.conversationId !== undefined) conversations.add(recorded.conversationId);
        if (recorded.after) after.push(recorded.after);
        return;
      }
      default:
        return;
    }
  }

  async function senderOf(tenantId: string, senderId: string): Promise<Sender> {
    const sender = await store.platform.get(senders, senderId);
    if (sender?.value.tenantId !== tenantId) throw new Error(`sender ${senderId} does not belong to the tenant of the event`);
    return sender.value;
  }
}
