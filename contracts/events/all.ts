import { accessEvents } from './access.ts';
import { accountEvents } from './accounts.ts';
import { arrivalEvents } from './arrivals.ts';
import { bookingEvents } from './bookings.ts';
import { conversationEvents } from './conversations.ts';
import type { EventKind } from './define.ts';
import { messageEvents } from './messages.ts';
import { contactEvents } from './people.ts';
import { platformEvents } from './platform.ts';
import { sendEvents } from './sends.ts';

/** What happened, in our own words: what every consumer but the recorder reads. */
export const domainEvents: readonly EventKind[] = [
  messageEvents,
  contactEvents,
  conversationEvents,
  bookingEvents,
  accountEvents,
  platformEvents,
  accessEvents,
].flatMap((group): EventKind[] => Object.values(group));

/** The catalogue: every kind of event that a batch may carry. */
export const allEvents: readonly EventKind[] = [...Object.values(arrivalEvents), ...Object.values(sendEvents), ...domainEvents];

export function kindsOf(events: readonly EventKind[]): readonly string[] {
  return events.map(({ kind }) => kind);
}

export function streamsOf(events: readonly EventKind[]): readonly EventKind['stream'][] {
  return [...new Set(events.map(({ stream }) => stream))];
}

/** What a consumer of these events names as its streams and kinds. */
export function reading(events: readonly EventKind[]): {
  readonly streams: readonly EventKind['stream'][];
  readonly kinds: readonly string[];
} {
  return { streams: streamsOf(events), kinds: kindsOf(events) };
}
