import type { Account, Capabilities } from '#contracts/channel.ts';
import type { Accounts, FoundAccount, OpenAccount } from '#core/messaging/accounts.ts';

/** The accounts of a number that has this one and no other, on whichever connection. */
export function onlyAccount(found: () => FoundAccount): Accounts {
  return {
    current: async () => found(),
    byId: async (_, id) => (found()?.id === id ? found() : undefined),
    ofConnection: async () => found(),
  };
}

export function openAccount(
  id: string,
  capabilities: Capabilities,
  account: Account,
  rest: OpenAccount['rest'] = () => undefined,
): OpenAccount {
  return { kind: 'open', id, capabilities, account, rest };
}
