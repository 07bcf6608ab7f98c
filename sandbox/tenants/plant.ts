import type { Clock } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import { services, staff } from '#contracts/records/catalog.ts';
import { tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import { type Store, type TenantStore, type Write, againWhenStale, insert, replace } from '#contracts/store.ts';
import { randomIds } from '#app/random-ids.ts';
import { raced } from '#core/batches/raced.ts';
import { type ConnectNeeds, connectNumber, wordsOf } from '#core/set-up/connect-number.ts';
import { createTenant, finishTenant } from '#core/set-up/create-tenant.ts';
import { keepNumber } from '#core/set-up/keep-number.ts';
import type { NumberIds } from '#core/set-up/number-plan.ts';
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

/** Sets a demo tenant up without asking its provider, for tests and benches that have none. It may be repeated. */
export async function plant(store: Store, secrets: Secrets, clock: Clock, planting: Planting): Promise<void> {
  const { tenant, connectionId, connectionConfig, accountConfig, providerSender, identityScope, businessAccount = '' } = planting;
  await begin(store, clock, tenant);
  const kept = await keepNumber({ store, secrets, clock, newId: randomIds(clock) }, tenant.id, {
    channel: tenant.channel,
    webhooksPer: tenant.channel === 'meta-cloud' ? 'business_account' : 'number',
    id: providerSender,
    number: tenant.number,
    name: tenant.profile.name,
    businessAccount,
    identityScope,
    settings: () => ({ connection: connectionConfig, account: accountConfig }),
    ids: idsOf(tenant, connectionId),
  });
  if (kept.kind !== 'kept') throw new Error(`the number of demo tenant ${tenant.id} is taken: ${kept.kind}`);
  await offer(store.tenant(tenant.id), tenant);
}

/** Sets a demo tenant up as a person does: its number is chosen and connected at the provider. It may be repeated. */
export async function setUpDemo(
  needs: ConnectNeeds,
  tenant: DemoTenant,
  at: { readonly connectionId: string; readonly credentials: Readonly<Record<string, string>> },
): Promise<void> {
  await begin(needs.store, needs.clock, tenant);
  const wish = {
    channel: tenant.channel,
    credentials: at.credentials,
    number: tenant.number,
    ids: idsOf(tenant, at.connectionId),
  };
  await connected(needs, tenant.id, wish);
  await offer(needs.store.tenant(tenant.id), tenant);
}

/** @throws Error that says why the emulator refused */
export async function connected(needs: ConnectNeeds, tenantId: string, wish: Parameters<typeof connectNumber>[2]): Promise<void> {
  const outcome = await connectNumber(needs, tenantId, wish, AbortSignal.timeout(EMULATOR_DEADLINE_MS));
  if (outcome.kind === 'connected') return;
  const why = 'failure' in outcome ? wordsOf(outcome.failure) : outcome.kind;
  throw new Error(`the number of tenant ${tenantId} cannot be connected: ${why}`);
}

const EMULATOR_DEADLINE_MS = 20_000;

function idsOf({ id }: DemoTenant, connectionId: string): NumberIds {
  return { connectionId, senderId: `${id}-sender`, addressId: `${id}-address`, accountId: `${id}-account` };
}

/** One that is there already keeps what was changed since. */
async function begin(store: Store, clock: Clock, { id, profile }: DemoTenant): Promise<void> {
  if (await store.platform.get(tenants, id)) await finishTenant(store, id);
  else await createTenant(store, clock, { id, profile });
}

/** Adds what is missing. Pictures move with the address of the sandbox. */
async function offer(own: TenantStore, { profile, staff: people, services: offered }: DemoTenant): Promise<void> {
  await againWhenStale(async () => {
    const lines = await Promise.all([
      missing(own, profiles, profile),
      ...people.map((member) => missing(own, staff, member)),
      ...offered.map((service) => missing(own, services, service)),
    ]);
    const writes = lines.flat();
    return writes.length === 0 ? { kind: 'done' } : raced(await own.commit(writes), { kind: 'done' });
  });
}

type Shown = Document & { readonly picture?: string | undefined };

async function missing<T extends Shown>(own: TenantStore, collection: Collection<T, any>, value: T): Promise<readonly Write[]> {
  const was = await own.get(collection, value.id);
  if (!was) return [insert(collection, value)];
  if (was.value.picture === value.picture || fileOf(was.value) !== fileOf(value)) return [];
  return [replace(collection, was, { ...was.value, picture: value.picture })];
}

function fileOf({ picture = '' }: Shown): string | undefined {
  return picture.split('/').at(-1);
}
