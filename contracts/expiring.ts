import type { EpochMs } from './clock.ts';
import type { Collection } from './collection.ts';

/** A document whose time is over. */
export interface Expired {
  /** `undefined`: the platform's. */
  readonly tenantId: string | undefined;
  readonly id: string;
  /** As it was found. A removal names it, so a document that changes meanwhile stays. */
  readonly version: number;
}

/** Finds what has expired over all tenants. An engine keeps an index of its own for it, so nothing walks the tenants. */
export interface Expiring {
  /**
   * Documents of a collection that declares `expires`, whose time is before `now` and not 0: at most `most`, none of the tenants in
   * `except`. @throws StoreFailure `invalid` for a collection that is not declared or does not expire.
   */
  expired(collection: Collection<any, any>, now: EpochMs, most: number, except: readonly string[]): Promise<readonly Expired[]>;
}
