import type { Account, Capabilities } from '#contracts/channel.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';

/** An account ready for sending, behind its circuit breaker. */
export interface OpenAccount {
  readonly kind: 'open';
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly account: Account;
  /** Why nothing is to be sent through it for a while; `undefined` as a rule. */
  rest(): Rest | undefined;
}

/**
 * The provider has refused sends for a time, or the circuit breaker is open. Each process learns it from its own sends, so each asks
 * the provider once.
 */
export interface Rest {
  readonly why: 'rate_limited' | 'breaker_open';
  readonly ms: number;
}

/** Its credentials are refused or cannot be read. `why` is as in `account_states`. */
export interface PausedAccount {
  readonly kind: 'paused';
  readonly id: string;
  readonly why: string;
}

/** `undefined`: there is no account. */
export type FoundAccount = OpenAccount | PausedAccount | undefined;

/** The accounts of a tenant. New messages go through the current one. Calls about an earlier message go through the account of that message. */
export interface Accounts {
  /** The current account of a business number. */
  current(store: TenantStore, senderId: string): Promise<FoundAccount>;
  byId(store: TenantStore, accountId: string): Promise<FoundAccount>;
  /** An account of this number on this connection: the current one if it is on it. */
  ofConnection(store: TenantStore, senderId: string, connectionId: string): Promise<FoundAccount>;
}

/**
 * The account for downloading the media of a customer's message and for marking it as read: one on the connection that delivered it,
 * or the current one if that connection has none any more. `undefined` if there is none or it is paused.
 */
export async function accountFor(
  accounts: Accounts,
  store: TenantStore,
  { senderId, connectionId }: Pick<InboundMessage, 'senderId' | 'connectionId'>,
): Promise<Account | undefined> {
  const found = (await accounts.ofConnection(store, senderId, connectionId)) ?? (await accounts.current(store, senderId));
  return found?.kind === 'open' ? found.account : undefined;
}
