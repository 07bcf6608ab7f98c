import { type AccountRecord, accounts, senderCurrents } from '#contracts/records/tenancy.ts';
import { type Stored, type TenantStore, againWhenStale, put, unchanged } from '#contracts/store.ts';
import type { Clock } from '#contracts/clock.ts';
import { raced } from '#core/batches/raced.ts';
import { pullForward } from './pull-forward.ts';

export type MadeCurrent =
  | { readonly kind: 'current' }
  /** There is no such account, or it belongs to another number. Nothing has changed. */
  | { readonly kind: 'not_of_sender' };

/**
 * From now on, new messages from this number go through this account, and those that wait are tried. Calls about earlier messages still
 * go through theirs.
 */
export async function makeCurrent(store: TenantStore, clock: Clock, senderId: string, accountId: string): Promise<MadeCurrent> {
  const made = await againWhenStale<MadeCurrent>(async () => {
    const account = await store.get(accounts, accountId);
    if (account?.value.senderId !== senderId) return { kind: 'not_of_sender' };
    const was = await store.get(senderCurrents, senderId);
    if (was?.value.accountId === accountId) return { kind: 'current' };
    const lines = [put(senderCurrents, was, { id: senderId, accountId }), unchanged(accounts, account)];
    return raced(await store.commit(lines), { kind: 'current' });
  });
  if (made.kind === 'current') await pullForward(store, clock.now());
  return made;
}

/** The record of this number's current account. */
export async function currentRecord(store: TenantStore, senderId: string): Promise<Stored<AccountRecord> | undefined> {
  const current = await store.get(senderCurrents, senderId);
  return current && store.get(accounts, current.value.accountId);
}
