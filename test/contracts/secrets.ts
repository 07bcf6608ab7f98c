import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretsFailure, type Secrets } from '#contracts/secrets.ts';

export interface OpenSecrets {
  readonly secrets: Secrets;
  /** Opens the same keys as another process would, or as this one would after a restart. */
  again(): Promise<Secrets>;
  close(): Promise<void>;
}

const PLAIN = 'EAAG-token 🔑';

interface SecretsSubject {
  readonly name: string;
  open(): Promise<OpenSecrets>;
  /** Why the master key cannot be changed here. */
  readonly noRotation?: string;
}

/** What every keeper of secrets promises. */
export function describeSecrets({ name, open, noRotation }: SecretsSubject): void {
  const rotates = noRotation === undefined ? it : it.skip;
  const why = noRotation === undefined ? '' : ` [skipped: ${noRotation}]`;
  describe(`${name} as a keeper of secrets`, () => {
    let opened: OpenSecrets;
    let secrets: Secrets;
    beforeEach(async () => {
      opened = await open();
      secrets = opened.secrets;
    });
    afterEach(() => opened.close());

    it.each(['', PLAIN, 'x'.repeat(100_000)])('opens what it sealed', async (plain) => {
      const sealed = await secrets.seal('shop', plain);
      expect(await secrets.open('shop', sealed)).toBe(plain);
    });

    it('reveals nothing of the plain text, and is never the same twice', async () => {
      const [one, two] = [await secrets.seal('shop', PLAIN), await secrets.seal('shop', PLAIN)];
      expect(one).not.toBe(two);
      for (const bytes of [one, Buffer.from(one, 'base64').toString('latin1'), Buffer.from(one, 'base64url').toString('latin1')])
        expect(bytes).not.toContain('EAAG');
    });

    it('opens in its own scope only', async () => {
      const sealed = await secrets.seal('shop', PLAIN);
      await secrets.seal('other', PLAIN);
      await expect(secrets.open('other', sealed)).rejects.toThrow(SecretsFailure);
      await expect(secrets.open('never used', sealed)).rejects.toThrow(SecretsFailure);
    });

    it('refuses a sealed text that was changed anywhere', async () => {
      const sealed = await secrets.seal('shop', 'abc');
      for (let at = 0; at < sealed.length; at += 1) {
        const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
        await expect(secrets.open('shop', changed), `character ${at}`).rejects.toThrow(SecretsFailure);
      }
      for (const cut of ['', sealed.slice(1), sealed.slice(0, -1), sealed.slice(0, 10), `${sealed}=`, `${sealed}A`])
        await expect(secrets.open('shop', cut)).rejects.toThrow(SecretsFailure);
    });

    it('opens after a restart, and in another process', async () => {
      const sealed = await secrets.seal('shop', PLAIN);
      const later = await opened.again();
      expect(await later.open('shop', sealed)).toBe(PLAIN);
      expect(await secrets.open('shop', await later.seal('shop', 'back'))).toBe('back');
    });

    it('lets one key win if several callers seal first at once', async () => {
      const processes = [secrets, await opened.again(), await opened.again()];
      const sealed = await Promise.all([...processes, ...processes].map((one) => one.seal('shop', PLAIN)));
      for (const one of processes) for (const text of sealed) expect(await one.open('shop', text)).toBe(PLAIN);
    });

    it('never opens a shredded text again, even if the scope is used again', async () => {
      const elsewhere = await opened.again();
      const sealed = await secrets.seal('shop', PLAIN);
      const kept = await secrets.seal('other', PLAIN);
      expect(await elsewhere.open('shop', sealed)).toBe(PLAIN);
      await secrets.shred('shop');
      await secrets.shred('shop');
      for (const one of [secrets, elsewhere]) await expect(one.open('shop', sealed)).rejects.toThrow(SecretsFailure);
      expect(await secrets.open('shop', await secrets.seal('shop', 'new'))).toBe('new');
      for (const one of [secrets, elsewhere]) await expect(one.open('shop', sealed)).rejects.toThrow(SecretsFailure);
      expect(await secrets.open('other', kept)).toBe(PLAIN);
    });

    rotates(`opens everything after the master key was changed, here, elsewhere and after a restart${why}`, async () => {
      const elsewhere = await opened.again();
      const scopes = Array.from({ length: 30 }, (_, n) => `scope ${n}`);
      const sealed = await Promise.all(scopes.map((scope) => secrets.seal(scope, scope)));
      await secrets.rotateMaster();
      await secrets.rotateMaster();
      for (const one of [secrets, elsewhere, await opened.again()]) {
        for (const [n, scope] of scopes.entries()) expect(await one.open(scope, sealed[n] ?? '')).toBe(scope);
        expect(await secrets.open('fresh', await one.seal('fresh', PLAIN))).toBe(PLAIN);
      }
    });

    rotates(`loses nothing when the master key is changed while others seal for the first time${why}`, async () => {
      const elsewhere = await opened.again();
      const sealing = Array.from({ length: 60 }, async (_, n) => {
        const scope = `scope ${n}`;
        return { scope, sealed: await (n % 2 ? secrets : elsewhere).seal(scope, scope) };
      });
      const rotating = Promise.allSettled([secrets.rotateMaster(), elsewhere.rotateMaster()]);
      const all = await Promise.all(sealing);
      await rotating;
      const later = await opened.again();
      for (const { scope, sealed } of all)
        for (const one of [later, secrets, elsewhere]) expect(await one.open(scope, sealed)).toBe(scope);
    });
  });
}
