import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { addresses, connections, senders, tenants } from '#contracts/records/platform.ts';
import { accounts, profiles, senderCurrents } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import { type CommitOutcome, type Handle, type PlatformStore, type Store, type Write, insert, put } from '#contracts/store.ts';
import { created } from '#core/tenancy/created.ts';
import type { DemoTenant } from './demo.ts';

export interface Planting {
  readonly tenant: DemoTenant;
  readonly connectionId: string;
  readonly connectionConfig: object;
  readonly accountConfig: object;
  /** The business number as in the provider's webhooks. */
  readonly providerSender: string;
  /** The business (Meta's portfolio) within which user ids mean anything. */
  readonly identityScope: string;
  /** The provider's id of the business account (Meta: WABA): what the provider tells of it reaches this tenant. */
  readonly businessAccount?: string;
}

/** Stores a demo tenant or updates it, because the emulators' URLs can change with each start. */
export async function plant(store: Store, secrets: Secrets, clock: Clock, planting: Planting): Promise<void> {
  const { tenant, connectionId, providerSender, identityScope, businessAccount = '' } = planting;
  const { id, channel } = tenant;
  const own = store.tenant(id);
  const senderId = `${id}-sender`;
  const sealedConnection = await secrets.seal('platform', JSON.stringify(planting.connectionConfig));
  const sealedAccount = await secrets.seal(id, JSON.stringify(planting.accountConfig));
  const now = clock.now();
  const { platform } = store;

  const createdAt = (await platform.get(tenants, id))?.value.createdAt ?? now;
  const connection = { id: connectionId, channel, sealedConfig: sealedConnection, createdAt: now };
  const address = { id: `${id}-address`, connectionId, providerSender, senderId, tenantId: id, channel, businessAccount };
  await done(
    commitAll(platform, [
      await planted(platform, tenants, { id, name: tenant.profile.name, createdAt }, created.tenant, now),
      await planted(platform, connections, connection, created.connection, now),
      await planted(
        platform,
        senders,
        { id: senderId, tenantId: id, displayNumber: tenant.number, identityScope },
        created.sender,
        now,
      ),
      await planted(platform, addresses, address, created.address, now),
    ]),
  );
  const account = { id: `${id}-account`, senderId, connectionId, channel, sealedConfig: sealedAccount };
  const current = await own.get(senderCurrents, senderId);
  await done(
    own.commit([
      await upsert(own, profiles, tenant.profile),
      await upsert(own, accounts, account),
      // One that was chosen since stays.
      ...(current ? [] : [insert(senderCurrents, { id: senderId, accountId: account.id })]),
      ...(await Promise.all(tenant.staff.map((member) => upsert(own, staff, member)))),
      ...(await Promise.all(tenant.services.map((service) => upsert(own, services, service)))),
    ]),
  );
}

interface Planted {
  readonly write: Write;
  /** None when it was there before. */
  readonly events: readonly NewEvent[];
}

async function planted<T extends Document>(
  platform: PlatformStore,
  collection: Collection<T, any>,
  value: T,
  event: (value: T, at: EpochMs) => NewEvent,
  now: EpochMs,
): Promise<Planted> {
  const was = await platform.get(collection, value.id);
  return { write: put(collection, was, value), events: was ? [] : [event(value, now)] };
}

function commitAll(platform: PlatformStore, all: readonly Planted[]): Promise<CommitOutcome> {
  return platform.commit(
    all.map(({ write }) => write),
    all.flatMap(({ events }) => events),
  );
}

async function done(commit: Promise<CommitOutcome>): Promise<void> {
  const outcome = await commit;
  if (outcome.kind !== 'committed') throw new Error(`a demo tenant cannot be planted: ${outcome.collection} is ${outcome.kind}`);
}

async function upsert<T extends Document>(handle: Handle, collection: Collection<T, any>, value: T): Promise<Write> {
  return put(collection, await handle.get(collection, value.id), value);
}
