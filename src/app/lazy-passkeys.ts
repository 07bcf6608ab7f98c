import type { Passkeys } from '#contracts/passkeys.ts';

const adapter = async (): Promise<Passkeys> => (await import('#adapters/webauthn/index.ts')).webauthn;

/** Loads the adapter when somebody first uses a passkey. */
export const lazyPasskeys: Passkeys = {
  createOptions: async (asked) => (await adapter()).createOptions(asked),
  getOptions: async (asked) => (await adapter()).getOptions(asked),
  created: async (...asked) => (await adapter()).created(...asked),
  proven: async (...asked) => (await adapter()).proven(...asked),
};
