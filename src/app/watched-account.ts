import type { Account } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';

/** Calls `refused` whenever the provider refuses the account's credentials, in any call. The failure still goes to the caller. */
export function watchedAccount(account: Account, refused: () => Promise<void>): Account {
  return {
    send: (...given) => watch(account.send(...given)),
    settle: (...given) => watch(account.settle(...given)),
    download: (...given) => watch(account.download(...given)),
    acknowledge: (...given) => watch(account.acknowledge(...given)),
    check: (...given) => watch(account.check(...given)),
  };

  async function watch<R>(answer: Promise<R>): Promise<R> {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof AdapterFailure && error.code === 'unauthorized') await refused();
      throw error;
    }
  }
}
