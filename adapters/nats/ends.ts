import type { Link } from './client.ts';
import type { Layout } from './layout.ts';
import type { Members } from './members.ts';
import { isThere, lastOf, type Published } from './messages.ts';
import { streamOf } from './naming.ts';

/**
 * Where the streams ended when we last knew. A server that was started again, or another one of the cluster, may have lost the end of
 * a stream: never a part of its middle. It has not when the last message that was acknowledged still stands in its place.
 */
export interface Ends extends Disposable {
  /** From now on we know, and nobody else publishes. */
  look(): Promise<void>;
  acknowledged(published: Published): void;
  /** Whether every stream still has all that it acknowledged. False also when we cannot know. */
  kept(): Promise<boolean>;
  forget(): void;
}

export function endsOf(link: Link, layout: Layout, members: Members): Ends {
  let ends: Map<string, Published> | undefined;
  const serverId = () => link.nc.info?.server_id;

  /** Had others taken us for dead before it broke, they may have published what we do not know of. */
  const unlost = link.whenLost(() => {
    if (!members.sure()) ends = undefined;
  });

  return {
    async look() {
      ends = undefined;
      const server = serverId();
      const last = await Promise.all(layout.places.map((place) => lastOf(link, streamOf(layout.prefix, place))));
      if (serverId() !== server) return;
      ends = new Map(last.filter((one) => one !== undefined).map((one) => [one.stream, one]));
    },
    acknowledged(published) {
      if ((ends?.get(published.stream)?.seq ?? 0) < published.seq) ends?.set(published.stream, published);
    },
    async kept() {
      if (!ends) return false;
      const there = await Promise.all([...ends.values()].map((end) => isThere(link, end)));
      return there.every(Boolean);
    },
    forget() {
      ends = undefined;
    },
    [Symbol.dispose]: unlost,
  };
}
