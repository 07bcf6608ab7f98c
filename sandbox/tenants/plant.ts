import type { Clock } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { connections, senders, tenants } from '#contracts/records/platform.ts';
import { accounts, profiles } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import { type CommitOutcome, type Handle, type Store, type Write, put } from '#contracts/store.ts';
import type { DemoTenant } from './demo.ts';

export interface Planting {
  readonly tenant: DemoTenant;
  readonly connectionId: string;
  readonly connectionConfig: object;
  readonly accountConfig: object;
  /** The business number as in the provider's webhooks. */
  readonly providerSender: string;
  readonly identityScope: string;
}

/** Stores a demo tenant or updates it, because the emulators' URLs can change with each start. */
export async function plant(store: Store, secrets: Secrets, clock: Clock, planting: Planting): Promise<void> {
  const { tenant, connectionId, providerSender, identityScope } = planting;
  const { id, channel } = tenant;
  const own = store.tenant(id);
  const senderId = `${id}-sender`;
  const sealedConnection = await secrets.seal('platform', JSON.stringify(planting.connectionConfig));
  const sealedAccount = await secrets.seal(id, JSON.stringify(planting.accountConfig));
  const known = await store.platform.get(tenants, id);

  await done(
    store.platform.commit([
      put(tenants, known, { id, name: tenant.profile.name, createdAt: known?.value.createdAt ?? clock.now() }),
      await upsert(store.platform, connections, {
        id: connectionId,
        channel,
        sealedConfig: sealedConnection,
        createdAt: clock.now(),
      }),
      await upsert(store.platform, senders, {
        id: senderId,
        tenantId: id,
        connectionId,
        channel,
        providerSender,
        displayNumber: tenant.number,
        identityScope,
      }),
    ]),
  );
  await done(
    own.commit([
      await upsert(own, profiles, tenant.profile),
      await upsert(own, accounts, {
        id: `${id}-account`,
        senderId,
        connectionId,
        channel,
        sealedConfig: sealedAccount,
        current: true,
      }),
      ...(await Promise.all(tenant.staff.map((member) => upsert(own, staff, member)))),
      ...(await Promise.all(tenant.services.map((service) => upsert(own, services, service)))),
    ]),
  );
}

async function done(commit: Promise<CommitOutcome>): Promise<void> {
  const outcome = await commit;
  if (outcome.kind !== 'committed') throw new Error(`a demo tenant cannot be planted: ${outcome.collection} is ${outcome.kind}`);
}

async function upsert<T extends Document>(handle: Handle, collection: Collection<T, any>, value: T): Promise<Write> {
  return put(collection, await handle.get(collection, value.id), value);
}
