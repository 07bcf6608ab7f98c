import type { Account, Capabilities } from '#contracts/channel.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';

/** An account that may be used, behind its breaker. */
export interface OpenAccount {
  readonly kind: 'open';
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly account: Account;
}

/** Its credentials are refused or cannot be read. `why` is that of `account_states`. */
export interface PausedAccount {
  readonly kind: 'paused';
  readonly id: string;
  readonly why: string;
}

/** `undefined`: there is none. */
export type FoundAccount = OpenAccount | PausedAccount | undefined;

/** The accounts of a tenant. What is new is sent through the current one; what concerns an earlier message, through the one it belongs to. */
export interface Accounts {
  /** The account that is current for a business number at this moment. */
  current(store: TenantStore, senderId: string): Promise<FoundAccount>;
  byId(store: TenantStore, accountId: string): Promise<FoundAccount>;
  /** An account of this number on this connection; the current one if it is on it. */
  ofConnection(store: TenantStore, senderId: string, connectionId: string): Promise<FoundAccount>;
}

/**
 * The account to fetch the media of a customer's message with, or to mark it read: one on the connection that brought it. The current
 * one when there is none on that connection any more. `undefined` while there is none, or it is paused.
 */
export async function accountFor(
  accounts: Accounts,
  store: TenantStore,
  { senderId, connectionId }: Pick<InboundMessage, 'senderId' | 'connectionId'>,
): Promise<Account | undefined> {
  const found = (await accounts.ofConnection(store, senderId, connectionId)) ?? (await accounts.current(store, senderId));
  return found?.kind === 'open' ? found.account : undefined;
}
