import type { Settings } from '#config/schema.ts';
import type { Assistant } from '#contracts/assistant.ts';
import type { Bus } from '#contracts/bus.ts';
import type { Channel } from '#contracts/channel.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Scheduling } from '#contracts/scheduling.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { World } from '#contracts/subject.ts';
import type { AccessWorld } from '#core/access/world.ts';
import type { CatalogOf } from '#core/catalog/catalog.ts';
import type { Accounts } from '#core/messaging/accounts.ts';

/** Everything that a subject can be given. */
export interface AppWorld extends World {
  readonly settings: Settings;
  readonly accounts: Accounts;
  readonly scheduling: Scheduling;
  readonly catalogOf: CatalogOf;
  readonly channels: Channels;
  readonly access: AccessWorld;
  readonly assistant: Assistant | 'off';
  readonly bus: Bus;
  readonly secrets: Secrets;
  /** All that this version declares. */
  readonly collections: readonly Collection<any, any>[];
}

/** The messaging providers that this version knows. */
export interface Channels {
  readonly names: readonly string[];
  /** Loads the adapter. @throws AdapterFailure `misconfigured` if there is none of this name */
  named(name: string): Promise<Channel>;
}
