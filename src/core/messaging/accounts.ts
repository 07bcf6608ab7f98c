import type { Account, Capabilities } from '#contracts/channel.ts';
import type { TenantStore } from '#contracts/store.ts';

/** An account ready for sending, behind its circuit breaker. */
export interface OpenAccount {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly account: Account;
}

/** The current account of a business number; `undefined` if it has none. */
export type CurrentAccount = (store: TenantStore, senderId: string) => Promise<OpenAccount | undefined>;
