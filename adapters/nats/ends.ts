import type { Link } from './client.ts';
import type { Layout } from './layout.ts';
import type { Members } from './members.ts';
import { isThere, lastOf, type Published } from './messages.ts';
import { streamOf } from './naming.ts';

/**
 * The last known end of each stream. After a restart or a failover, a server may have lost the end of a stream, but never a part of
 * its middle. Nothing is lost if the last acknowledged message is still in its place.
 */
export interface Ends extends Disposable {
  /** Reads the ends. From now on this instance is the only publisher. */
  look(): Promise<void>;
  acknowledged(published: Published): void;
  /** Whether every stream still has everything it acknowledged. False if that is unknown. */
  kept(): Promise<boolean>;
  forget(): void;
}

export function endsOf(link: Link, layout: Layout, members: Members): Ends {
  let ends: Map<string, Published> | undefined;
  const serverId = () => link.nc.info?.server_id;

  /** If others considered this instance dead before the connection broke, they may have published events it does not know of. */
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
