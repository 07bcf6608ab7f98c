import type { Clock } from '#contracts/clock.ts';
import { accountEvents } from '#contracts/events/accounts.ts';
import { happened } from '#contracts/events/define.ts';
import { type AccountRecord, type AccountState, accountStates, accounts } from '#contracts/records/tenancy.ts';
import { type Stored, type TenantStore, againWhenStale, put, replace, unchanged } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';

export type Paused =
  | { readonly kind: 'paused' }
  | { readonly kind: 'paused_before' }
  /** Its record has changed since, so only its old credentials were refused. */
  | { readonly kind: 'changed' };

/**
 * From now on, messages through this account wait. `record` is the version whose credentials are refused or cannot be read. `why` is
 * our failure code, or `sealed`.
 */
export function pauseAccount(store: TenantStore, clock: Clock, record: Stored<AccountRecord>, why: string): Promise<Paused> {
  const { id, senderId } = record.value;
  return againWhenStale<Paused>(async () => {
    const was = await store.get(accountStates, id);
    if (was && isPaused(was.value, record)) return { kind: 'paused_before' };
    const state: AccountState = { id, state: 'paused', why, since: clock.now(), recordVersion: record.version };
    const occasion = { id: `paused-${nth(id, was)}`, key: id, at: state.since };
    const outcome = await store.commit(
      [put(accountStates, was, state), unchanged(accounts, record)],
      [happened(accountEvents.paused, occasion, { accountId: id, senderId, why })],
    );
    if (outcome.kind === 'stale' && outcome.collection === accounts.name) return { kind: 'changed' };
    return raced(outcome, { kind: 'paused' });
  });
}

export type Resumed = { readonly kind: 'resumed' } | { readonly kind: 'not_paused' };

/** The account is used again. Waiting messages are then sent without further action. */
export function resumeAccount(store: TenantStore, clock: Clock, accountId: string): Promise<Resumed> {
  return againWhenStale<Resumed>(async () => {
    const was = await store.get(accountStates, accountId);
    const record = await store.get(accounts, accountId);
    if (was?.value.state !== 'paused' || !record) return { kind: 'not_paused' };
    const state: AccountState = { ...was.value, state: 'open', since: clock.now() };
    const occasion = { id: `resumed-${nth(accountId, was)}`, key: accountId, at: state.since };
    const { senderId } = record.value;
    const outcome = await store.commit(
      [replace(accountStates, was, state)],
      [happened(accountEvents.resumed, occasion, { accountId, senderId })],
    );
    return raced(outcome, { kind: 'resumed' });
  });
}

/** A record that has changed since may hold other credentials, so its account is not paused. */
export function isPaused({ state, recordVersion }: AccountState, record: Stored<AccountRecord>): boolean {
  return state === 'paused' && recordVersion === record.version;
}

/** The document is never removed, so each of its changes has its own version. */
function nth(id: string, was: Stored<AccountState> | undefined): string {
  return `${id}-${(was?.version ?? 0) + 1}`;
}
