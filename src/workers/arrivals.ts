import type { Consumer, Handled } from '#contracts/bus.ts';
import { type InboundArrived, inboundArrived } from '#contracts/event-data.ts';
import type { MessageReceived, StatusReceived } from '#contracts/inbound.ts';
import { type Sender, senders } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';

export interface Arrival<E> {
  readonly store: TenantStore;
  readonly sender: Sender;
  readonly arrived: InboundArrived;
  readonly event: E;
}

export interface ArrivalHandlers {
  readonly message?: (arrival: Arrival<MessageReceived>, signal: AbortSignal) => Promise<Handled>;
  readonly status?: (arrival: Arrival<StatusReceived>, signal: AbortSignal) => Promise<Handled>;
}

/** A consumer of inbound events. Parses each event and loads its sender. Kinds without a handler are skipped. */
export function arrivals(store: Store, name: string, handlers: ArrivalHandlers): Consumer {
  return {
    name,
    streams: ['inbound'],
    async handle(busEvent, signal) {
      const arrived = inboundArrived.parse(busEvent.data);
      const { event } = arrived;
      if (event.kind !== 'message' && event.kind !== 'status') return undefined;
      const sender = await store.platform.get(senders, arrived.senderId);
      if (sender?.value.tenantId !== busEvent.tenantId)
        throw new Error(`event ${busEvent.id} has a sender that does not belong to its tenant`);
      const common = { store: store.tenant(busEvent.tenantId), sender: sender.value, arrived };
      return event.kind === 'message'
        ? handlers.message?.({ ...common, event }, signal)
        : handlers.status?.({ ...common, event }, signal);
    },
  };
}
