import type { Clock } from '#contracts/clock.ts';
import type { Collection, Document } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import { addresses, connections, senders } from '#contracts/records/platform.ts';
import { type NumberSetUp, numberClaims, numberSetUps } from '#contracts/records/set-up.ts';
import { accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { type Secrets, SecretsFailure } from '#contracts/secrets.ts';
import { type Store, type Stored, type Write, againWhenStale, insert, put, unchanged } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { resumeAccount } from '#core/messaging/account-states.ts';
import { raced } from '#core/batches/raced.ts';
import { created } from '#core/tenancy/created.ts';
import { type NumberIds, type WantedNumber, planNumber } from './number-plan.ts';

export interface KeepNeeds {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly newId: NewId;
}

export interface NumberToKeep extends WantedNumber {
  /** The settings of connection and account. `before`: those of the connection, if it was there already. */
  settings(before: unknown): { readonly connection: object; readonly account: object };
  /** Ids for what is made anew. Default: new ones. */
  readonly ids?: Partial<NumberIds>;
}

export type KeptNumber =
  | { readonly kind: 'kept'; readonly setUp: NumberSetUp }
  /** Another tenant has connected this number. */
  | { readonly kind: 'number_in_use' }
  /** Another tenant has a number of this business account, and all its numbers share one webhook URL. */
  | { readonly kind: 'business_account_in_use' };

/**
 * Makes the records of a connected number, or gives them other settings, in three commits: the plan, what the platform knows, and
 * what the tenant knows. After a crash the same call goes on where it stopped. A current account stays the current one.
 */
export async function keepNumber(needs: KeepNeeds, tenantId: string, wanted: NumberToKeep): Promise<KeptNumber> {
  const { store, clock } = needs;
  const legacy = await takenBefore(store, tenantId, wanted);
  if (legacy) return legacy;
  const plan = await planNumber(needs, tenantId, wanted, wanted.ids);
  const shared = await againWhenStale(() => keepShared(needs, tenantId, wanted, plan.value));
  if (shared.kind !== 'done') return shared;
  const { setUp } = await againWhenStale(() => keepOwn(needs, tenantId, wanted, plan.value));
  await resumeAccount(store.tenant(tenantId), clock, setUp.accountId);
  return { kind: 'kept', setUp };
}

type Shared = { readonly kind: 'done' } | Exclude<KeptNumber, { readonly kind: 'kept' }> | { readonly kind: 'stale' };

/** What webhooks are recognised by: the connection, the sender and its address, and the claim that no other tenant has them. */
async function keepShared(needs: KeepNeeds, tenantId: string, wanted: NumberToKeep, plan: NumberSetUp): Promise<Shared> {
  const { platform } = needs.store;
  const now = needs.clock.now();
  const { connectionId, senderId, addressId } = plan;
  const claimed = await Promise.all(
    claimsOf(wanted).map(async (claim) => ({ claim, was: await platform.get(numberClaims, claim.id) })),
  );
  const lost = claimed.find(({ was }) => was && was.value.tenantId !== tenantId);
  if (lost) return { kind: lost.claim.kind };

  const [connection, sender, address] = await Promise.all([
    platform.get(connections, connectionId),
    platform.get(senders, senderId),
    platform.get(addresses, addressId),
  ]);
  const { connection: config } = wanted.settings(
    connection && (await openedIfReadable(needs.secrets, PLATFORM_SCOPE, connection.value.sealedConfig)),
  );
  const lines: readonly Line[] = [
    kept(
      connections,
      connection,
      {
        id: connectionId,
        channel: wanted.channel,
        sealedConfig: await needs.secrets.seal(PLATFORM_SCOPE, JSON.stringify(config)),
        createdAt: connection?.value.createdAt ?? now,
      },
      (value) => created.connection(value, now),
    ),
    // The scope of user ids stays: with another one, nobody who wrote before would be recognised.
    kept(
      senders,
      sender,
      {
        id: senderId,
        tenantId,
        displayNumber: wanted.number,
        identityScope: sender?.value.identityScope ?? wanted.identityScope,
      },
      (value) => created.sender(value, now),
    ),
    kept(
      addresses,
      address,
      {
        id: addressId,
        connectionId,
        providerSender: wanted.id,
        senderId,
        tenantId,
        channel: wanted.channel,
        businessAccount: wanted.businessAccount,
      },
      (value) => created.address(value, now),
    ),
    ...claimed.map(({ claim, was }) => ({
      write: was ? unchanged(numberClaims, was) : insert(numberClaims, { id: claim.id, tenantId }),
      events: [],
    })),
  ];
  const outcome = await platform.commit(
    lines.map(({ write }) => write),
    lines.flatMap(({ events }) => events),
  );
  return raced(outcome, { kind: 'done' });
}

/** The account with its credentials, which is the current one if the sender has no other. */
async function keepOwn(
  { store, secrets, clock }: KeepNeeds,
  tenantId: string,
  wanted: NumberToKeep,
  { id, accountId, senderId, connectionId }: NumberSetUp,
): Promise<{ readonly kind: 'kept'; readonly setUp: NumberSetUp } | { readonly kind: 'stale' }> {
  const own = store.tenant(tenantId);
  const [plan, account, current] = await Promise.all([
    own.get(numberSetUps, id),
    own.get(accounts, accountId),
    own.get(senderCurrents, senderId),
  ]);
  if (!plan) return { kind: 'stale' };
  const sealedConfig = await secrets.seal(tenantId, JSON.stringify(wanted.settings(undefined).account));
  const setUp: NumberSetUp = {
    ...plan.value,
    name: wanted.name,
    state: plan.value.state === 'begun' ? 'made' : plan.value.state,
    changedAt: clock.now(),
  };
  const outcome = await own.commit([
    put(accounts, account, { id: accountId, senderId, connectionId, channel: wanted.channel, sealedConfig }),
    put(numberSetUps, plan, setUp),
    ...(current ? [] : [insert(senderCurrents, { id: senderId, accountId })]),
  ]);
  return raced(outcome, { kind: 'kept', setUp });
}

interface Line {
  readonly write: Write;
  readonly events: readonly NewEvent[];
}

/** The event happens once, when the record is made. */
function kept<T extends Document>(
  collection: Collection<T, any>,
  was: Stored<T> | undefined,
  value: T,
  event: (value: T) => NewEvent,
): Line {
  return { write: put(collection, was, value), events: was ? [] : [event(value)] };
}

interface Claim {
  readonly kind: 'number_in_use' | 'business_account_in_use';
  readonly id: string;
}

function claimsOf({ channel, id, webhooksPer, businessAccount }: WantedNumber): readonly Claim[] {
  const number: Claim = { kind: 'number_in_use', id: `${channel}:number:${id}` };
  if (webhooksPer === 'number' || businessAccount === '') return [number];
  return [number, { kind: 'business_account_in_use', id: `${channel}:account:${businessAccount}` }];
}

/** A number that was connected before there were claims. */
async function takenBefore(
  { platform }: Store,
  tenantId: string,
  { channel, id, webhooksPer, businessAccount }: WantedNumber,
): Promise<Exclude<KeptNumber, { readonly kind: 'kept' }> | undefined> {
  for await (const { value } of everything(platform, addresses, { by: 'byTenant', equals: [] })) {
    if (value.tenantId === tenantId || value.channel !== channel) continue;
    if (value.providerSender === id) return { kind: 'number_in_use' };
    const shared = webhooksPer === 'business_account' && businessAccount !== '' && value.businessAccount === businessAccount;
    if (shared) return { kind: 'business_account_in_use' };
  }
  return undefined;
}

/** `undefined` if it cannot be read any more: then there is nothing to keep, and new credentials repair it. */
export async function openedIfReadable(secrets: Secrets, scope: string, sealed: string): Promise<unknown> {
  try {
    return JSON.parse(await secrets.open(scope, sealed));
  } catch (error) {
    if (error instanceof SecretsFailure || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
