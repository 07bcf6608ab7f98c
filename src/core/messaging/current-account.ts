import { type AccountRecord, accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { type Stored, type TenantStore, againWhenStale, put, unchanged } from '#contracts/store.ts';
import { raced } from '#core/raced.ts';

export type MadeCurrent =
  | { readonly kind: 'current' }
  /** There is no such account, or it is another number's. Nothing has changed. */
  | { readonly kind: 'not_of_sender' };

/** What is sent from this number from now on goes through this account. What concerns earlier messages stays with theirs. */
export function makeCurrent(store: TenantStore, senderId: string, accountId: string): Promise<MadeCurrent> {
  return againWhenStale<MadeCurrent>(async () => {
    const account = await store.get(accounts, accountId);
    if (account?.value.senderId !== senderId) return { kind: 'not_of_sender' };
    const was = await store.get(senderCurrents, senderId);
    if (was?.value.accountId === accountId) return { kind: 'current' };
    const lines = [put(senderCurrents, was, { id: senderId, accountId }), unchanged(accounts, account)];
    return raced(await store.commit(lines), { kind: 'current' });
  });
}

/** The record of the account that is current for this number. */
export async function currentRecord(store: TenantStore, senderId: string): Promise<Stored<AccountRecord> | undefined> {
  const current = await store.get(senderCurrents, senderId);
  return current && store.get(accounts, current.value.accountId);
}
