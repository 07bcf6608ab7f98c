import { channels } from '#adapters/catalog.ts';
import type { Channel } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Normalize } from '#core/replay/normalize.ts';

/** Parses stored changes with the current adapters, all of them loaded. Changes of a removed channel cannot be parsed. */
export async function normalizers(): Promise<Normalize> {
  const loaded = new Map<string, Channel>();
  for (const [name, load] of Object.entries(channels)) loaded.set(name, await load());
  return (name, raw, receivedAt) => {
    const channel = loaded.get(name);
    if (!channel) throw new AdapterFailure(name, 'malformed', 'this adapter no longer exists');
    return channel.normalize(raw, receivedAt);
  };
}
