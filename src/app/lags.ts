import type { Bus, Consumer, Lag } from '#contracts/bus.ts';

/** The backlog of each consumer, over all instances. */
export type Lags = () => Promise<Readonly<Record<string, Lag>>>;

export function lags(bus: Bus, consumers: readonly Consumer[]): Lags {
  return async () =>
    Object.fromEntries(await Promise.all(consumers.map(async (consumer) => [consumer.name, await bus.lag(consumer)] as const)));
}
