import type { BusinessNumber } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { type Address, addresses, senders } from '#contracts/records/platform.ts';
import { type NumberSetUp, numberSetUps } from '#contracts/records/set-up.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import { type Store, type Stored, againWhenStale, insert } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { raced } from '#core/batches/raced.ts';

/** The ids of what a number is connected by. */
export type NumberIds = Pick<NumberSetUp, 'connectionId' | 'senderId' | 'addressId' | 'accountId'>;

export interface WantedNumber extends Omit<BusinessNumber, 'status' | 'quality' | 'problem'> {
  readonly channel: string;
  readonly webhooksPer: 'number' | 'business_account';
}

export function setUpId(channel: string, providerSender: string): string {
  return timelessIdOf(channel, providerSender);
}

interface PlanNeeds {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: NewId;
}

/**
 * Chooses the ids before anything is made, or finds the choice of an earlier attempt. What the tenant already has is kept: the sender
 * of the same number at another provider, and the connection of the same business account.
 */
export async function planNumber(
  { store, clock, newId }: PlanNeeds,
  tenantId: string,
  wanted: WantedNumber,
  fixed: Partial<NumberIds> = {},
): Promise<Stored<NumberSetUp>> {
  const id = setUpId(wanted.channel, wanted.id);
  const own = store.tenant(tenantId);
  const { plan } = await againWhenStale(async () => {
    const before = await own.get(numberSetUps, id);
    if (before) return { kind: 'planned', plan: before } as const;
    const fresh: NumberSetUp = {
      id,
      channel: wanted.channel,
      providerSender: wanted.id,
      number: wanted.number,
      name: wanted.name,
      businessAccount: wanted.businessAccount,
      ...(await idsFor(store, tenantId, wanted, fixed, newId)),
      state: 'begun',
      why: '',
      changedAt: clock.now(),
    };
    const plan: Stored<NumberSetUp> = { value: fresh, version: 1 };
    return raced(await own.commit([insert(numberSetUps, fresh)]), { kind: 'planned', plan } as const);
  });
  return plan;
}

async function idsFor(
  store: Store,
  tenantId: string,
  wanted: WantedNumber,
  fixed: Partial<NumberIds>,
  newId: NewId,
): Promise<NumberIds> {
  const mine = (await all(store.platform, addresses, { by: 'byTenant', equals: [tenantId] })).map(({ value }) => value);
  const address = mine.find(({ channel, providerSender }) => channel === wanted.channel && providerSender === wanted.id);
  const known = await all(store.platform, senders, { by: 'byTenant', equals: [tenantId] });
  const sender = address?.senderId ?? known.find(({ value }) => value.displayNumber === wanted.number)?.value.id;
  const connectionId =
    address?.connectionId ?? fixed.connectionId ?? mine.find((one) => sharesConnection(one, wanted))?.connectionId ?? newId();
  const senderId = sender ?? fixed.senderId ?? newId();
  const page = await store.tenant(tenantId).find(accounts, { by: 'bySender', equals: [senderId, connectionId], limit: 1 });
  return {
    connectionId,
    senderId,
    addressId: address?.id ?? fixed.addressId ?? newId(),
    accountId: page.items[0]?.value.id ?? fixed.accountId ?? newId(),
  };
}

function sharesConnection({ channel, businessAccount }: Address, wanted: WantedNumber): boolean {
  return wanted.webhooksPer === 'business_account' && channel === wanted.channel && businessAccount === wanted.businessAccount;
}
