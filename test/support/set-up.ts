import { channels } from '#adapters/catalog.ts';
import type { Channel } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Store } from '#contracts/store.ts';
import type { SetUpNeeds } from '#core/set-up/connect-number.ts';
import { openSecrets } from './channel.ts';

/** What setting up a tenant needs, with the production adapters and nobody at the other end unless `more` says so. */
export function givenSetUp(
  world: { readonly store: Store; readonly clock: Clock; readonly newId: NewId },
  more: Partial<SetUpNeeds> = {},
): SetUpNeeds {
  return {
    store: world.store,
    clock: world.clock,
    newId: world.newId,
    secrets: openSecrets,
    channelNames: Object.keys(channels),
    channelNamed,
    providers: () => ({}),
    publicUrl: () => 'https://desk.example.com',
    fetch: () =>
      Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('none'), { code: 'ENOTFOUND' }) })),
    ...more,
  };
}

export async function channelNamed(name: string): Promise<Channel> {
  const load = Object.hasOwn(channels, name) ? channels[name] : undefined;
  if (!load) throw new AdapterFailure(name, 'misconfigured', 'there is no channel adapter of this name');
  return load();
}
