import type { Account, Capabilities } from '#contracts/channel.ts';
import type { TenantStore } from '#contracts/store.ts';

/** An account that is open for sending, behind its breaker. */
export interface OpenAccount {
  readonly id: string;
  readonly capabilities: Capabilities;
  readonly account: Account;
}

/** The account that is current for a business number at this moment; `undefined` when it has none. */
export type CurrentAccount = (store: TenantStore, senderId: string) => Promise<OpenAccount | undefined>;
