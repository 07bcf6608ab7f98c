import type { Secrets } from '#contracts/secrets.ts';

/** Seals without encryption, and refuses to open what was sealed in another scope. */
export const plainSecrets: Secrets = {
  async seal(scope, plain) {
    return `${scope}:${plain}`;
  },
  async open(scope, sealed) {
    if (!sealed.startsWith(`${scope}:`)) throw new Error('sealed in another scope');
    return sealed.slice(scope.length + 1);
  },
  async shred() {},
  async rotateMaster() {},
};
