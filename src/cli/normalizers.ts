import { channels } from '#adapters/catalog.ts';
import type { Channel } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Normalize } from '#core/replay/normalize.ts';

/** Reads stored changes with the adapters of today, all of them loaded. A channel that is no longer there cannot be read. */
export async function normalizers(): Promise<Normalize> {
  const loaded = new Map<string, Channel>();
  for (const [name, load] of Object.entries(channels)) loaded.set(name, await load());
  return (name, raw, receivedAt) => {
    const channel = loaded.get(name);
    if (!channel) throw new AdapterFailure(name, 'malformed', 'there is no adapter of this name any more');
    return channel.normalize(raw, receivedAt);
  };
}
