import type { Bus } from '#contracts/bus.ts';
import type { Collection } from '#contracts/collection.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { World } from '#contracts/subject.ts';

export type PrivacyNeeds = Pick<World, 'store' | 'clock' | 'files' | 'live'> & {
  readonly bus: Bus;
  readonly secrets: Secrets;
  readonly collections: readonly Collection<any, any>[];
};
