import type { InboundArrived } from '#contracts/events/arrivals.ts';
import type { messageEvents } from '#contracts/events/messages.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { EchoReceived, MessageReceived, StatusReceived } from '#contracts/inbound.ts';
import type { BookingChanged } from '#contracts/records/booking.ts';
import { StoreFailure, type Store } from '#contracts/store.ts';
import { arrived } from '#test/support/given.ts';

const NINE = Temporal.Instant.from('2026-12-01T09:00:00Z').epochMilliseconds;
const rest = { tenantId: 'tenant-1', version: 1, at: NINE };

/** Events as the bus hands them out. */
export function arrivalOf(
  event: MessageReceived | StatusReceived | EchoReceived,
  id: string,
  over: Partial<InboundArrived> = {},
): BusEvent {
  const kind = `arrival.${event.kind}`;
  return { ...rest, id, stream: 'inbound', key: 'k', kind, data: { ...arrived(event), order: `order-${id}`, ...over } };
}

/** Something that happened to a message. */
export function messageOf(what: keyof typeof messageEvents, messageId: string, over: Partial<BusEvent> = {}): BusEvent {
  const data = { messageId, conversationId: 'conversation-1', contactId: 'contact-1', senderId: 'sender-1' };
  const key = data.conversationId;
  return { ...rest, id: `${what}-${messageId}`, stream: 'conversation', key, kind: `message.${what}`, data, ...over };
}

export function wantedOf(messageId: string, over: Partial<BusEvent> = {}): BusEvent {
  return messageOf('wanted', messageId, over);
}

export function bookingOf(step: string, id: string, over: Partial<BusEvent> = {}): BusEvent {
  const data: BookingChanged = {
    bookingId: 'booking-1',
    contactId: 'contact-1',
    serviceId: 'cut',
    staffId: 'ana',
    startsAt: NINE,
    endsAt: NINE + 3_600_000,
    state: 'confirmed',
    expiresAt: 0,
    by: 'customer',
  };
  return { ...rest, id, stream: 'booking', key: 'booking-1', kind: `booking.${step}`, data, ...over };
}

/** A store whose commits fail while `failing` says when: before anything is written, or after all of it was. */
export function shaky(store: Store): { readonly store: Store; failing: 'before' | 'after' | undefined } {
  const shaken: { store: Store; failing: 'before' | 'after' | undefined } = {
    failing: undefined,
    store: {
      platform: store.platform,
      tenant(id) {
        const tenant = store.tenant(id);
        return {
          ...tenant,
          async commit(writes, events) {
            const when = shaken.failing;
            if (when !== 'before') {
              const outcome = await tenant.commit(writes, events);
              if (when === undefined) return outcome;
            }
            throw new StoreFailure('unavailable', 'unknown', 'the connection was lost');
          },
        };
      },
    },
  };
  return shaken;
}
