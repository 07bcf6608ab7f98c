import type { BusEvent, NewEvent } from '#contracts/event.ts';
import type { Pending, PendingEvent } from '#contracts/pending.ts';
import { anEvent } from '#test/contracts/subject.ts';

/** Committed events of one tenant in memory, as several processes see them. */
export interface Outbox {
  /** What one process sees: it is woken by its own commits. */
  process(): { readonly pending: Pending; commit(...events: NewEvent[]): void };
  republish(): Promise<void>;
  waiting(): number;
}

export function outbox(): Outbox {
  const all: { readonly event: BusEvent; published: boolean }[] = [];
  return {
    process() {
      const wakes = new Set<() => void>();
      return {
        pending: {
          take: async (most) =>
            all
              .flatMap(({ event, published }, n): PendingEvent[] => (published ? [] : [{ event, place: String(n) }]))
              .slice(0, most),
          async published(events) {
            for (const { place } of events) {
              const one = all[Number(place)];
              if (one) one.published = true;
            }
          },
          async count() {
            const waiting = all.filter(({ published }) => !published);
            return new Map([...Map.groupBy(waiting, ({ event }) => event.stream)].map(([stream, some]) => [stream, some.length]));
          },
          whenCommitted(wake) {
            wakes.add(wake);
            return () => wakes.delete(wake);
          },
        },
        commit(...events) {
          all.push(...events.map((event) => ({ event: { ...event, tenantId: 'shop' }, published: false })));
          for (const wake of wakes) wake();
        },
      };
    },
    async republish() {
      for (const one of all) one.published = false;
    },
    waiting: () => all.filter(({ published }) => !published).length,
  };
}

/** `count` events of each key, numbered from `from`, keys in turn. */
export function numbered(keys: readonly string[], count: number, from = 0): readonly NewEvent[] {
  return Array.from({ length: count }, (_, n) =>
    keys.map((key) => anEvent(`${key}-${from + n}`, { key, data: { n: from + n } })),
  ).flat();
}
