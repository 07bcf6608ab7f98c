import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log.ts';
import { collections } from '#contracts/records/all.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';
import { sweep } from '#core/tenancy/sweep.ts';

const EVERY_MS = 60_000;

const expiring = collections.filter((collection) => collection.expires !== undefined);
const ofTenants = expiring.filter((collection) => collection.scope === 'tenant');
const ofPlatform = expiring.filter((collection) => collection.scope === 'platform');

/** Once a minute of the injected clock, removes expired documents and expires unconfirmed holds. */
export function sweeper(
  store: Store,
  expireHolds: (store: TenantStore) => Promise<unknown>,
  clock: Clock,
  log: Log,
): AsyncDisposable {
  const stop = new AbortController();
  const running = run();
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await round().catch(failed);
      await clock.after(EVERY_MS, stop.signal);
    }
  }

  async function round(): Promise<void> {
    await sweep(store.platform, ofPlatform, clock.now()).catch(failed);
    for await (const tenant of eachTenant(store)) {
      if (stop.signal.aborted) return;
      // A tenant whose data cannot be swept must not block the others.
      await one(tenant).catch(failed);
    }
  }

  async function one(tenant: TenantStore): Promise<void> {
    await expireHolds(tenant);
    await sweep(tenant, ofTenants, clock.now());
  }

  function failed(error: unknown): void {
    log.error('sweep failed', { error: error instanceof Error ? error.name : typeof error });
  }
}
