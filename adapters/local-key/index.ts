import { randomBytes } from 'node:crypto';
import { wrappedKeys } from '#contracts/records/platform.ts';
import { SecretsFailure, type Secrets } from '#contracts/secrets.ts';
import { insert, remove, replace, unchanged, type PlatformStore } from '#contracts/store.ts';
import { decrypt, encrypt, idOf } from './cipher.ts';
import { keyInFile, keyInSetting } from './master-key.ts';

export type KeyPlace =
  /** Path of the master key. Keep it apart from the data file and its backups. Created at the first start. */
  | { readonly keyFile: string }
  /** The master key itself, 32 bytes in base64 or as hex digits, and the name of the setting it comes from. */
  | { readonly key: string; readonly setting: string };

export type LocalKeyOptions = KeyPlace & {
  readonly platform: PlatformStore;
  readonly newRandom?: (bytes: number) => Buffer;
};

/** Stored with the wrapped keys: the id of the master key that wraps them. No scope may have this name. */
const MASTER = '#master';
const KEY_BYTES = 32;

/** Envelope encryption with a master key in a file or a setting. @throws SecretsFailure if the key does not match the stored data */
export async function openLocalKey(options: LocalKeyOptions): Promise<Secrets> {
  const { platform, newRandom = randomBytes } = options;
  const origin = 'keyFile' in options ? keyInFile(options.keyFile) : keyInSetting(options.key, options.setting);
  let keys = await firstKeys();
  await agreeOnMaster();

  async function firstKeys() {
    const known = await origin.read();
    if (known.length > 0) return known;
    const wrapped = await platform.find(wrappedKeys, { by: 'byId', equals: [], limit: 1 });
    if (wrapped.items.length > 0) throw new SecretsFailure(origin.missing);
    await origin.make(newRandom(KEY_BYTES));
    return origin.read();
  }

  /** Records the key in use at the first start, and finishes a rotation that a crash interrupted. */
  async function agreeOnMaster(): Promise<void> {
    const [first] = keys;
    if (first) await platform.commit([insert(wrappedKeys, { id: MASTER, wrapped: idOf(first) })]);
    const { key } = await current();
    if (first && !first.equals(key)) await finishRotation();
  }

  async function current() {
    const mark = await platform.get(wrappedKeys, MASTER);
    if (!mark) throw new SecretsFailure('the id of the master key is missing from the store: restore a backup');
    return { mark, key: await keyNamed(mark.value.wrapped) };
  }

  /**
   * Finds a master key by id. Reads the files again, because another process may have rotated the key; and once more, because that
   * process may have put the next key in the place of the first while both were read.
   */
  async function keyNamed(id: string): Promise<Buffer> {
    for (let reads = 0; ; reads += 1) {
      const found = keys.find((key) => idOf(key) === id);
      if (found) return found;
      if (reads === 2) throw new SecretsFailure(origin.wrong);
      await readAgain();
    }
  }

  /** Keys that were in use stay in memory: a scope's key may have been read just before it was wrapped anew. */
  async function readAgain(): Promise<void> {
    const now = await origin.read();
    keys = [...now, ...keys.filter((known) => !now.some((key) => key.equals(known)))];
  }

  async function unwrap(scope: string, wrapped: string): Promise<Buffer> {
    const [masterId = '', text = ''] = wrapped.split(':');
    return decrypt(await keyNamed(masterId), `key ${scope}`, text);
  }

  function wrap(masterKey: Buffer, scope: string, key: Buffer): string {
    return `${idOf(masterKey)}:${encrypt(masterKey, `key ${scope}`, key, newRandom)}`;
  }

  async function keyOf(scope: string): Promise<Buffer | undefined> {
    const stored = await platform.get(wrappedKeys, scope);
    return stored && unwrap(scope, stored.value.wrapped);
  }

  /** The scope's key, created if missing. If several callers create it at once, one wins. A concurrent rotation makes the batch stale. */
  async function keyToSeal(scope: string): Promise<Buffer> {
    for (;;) {
      const known = await keyOf(scope);
      if (known) return known;
      const { mark, key: masterKey } = await current();
      const key = newRandom(KEY_BYTES);
      const made = insert(wrappedKeys, { id: scope, wrapped: wrap(masterKey, scope, key) });
      const outcome = await platform.commit([made, unchanged(wrappedKeys, mark)]);
      if (outcome.kind === 'committed') return key;
    }
  }

  /** Wraps all keys with the new master key. False if a newer rotation has started meanwhile. */
  async function rewrapAll(): Promise<boolean> {
    const { mark, key: masterKey } = await current();
    for (let cursor: string | undefined; ;) {
      const page = await platform.find(wrappedKeys, { by: 'byId', equals: [], limit: 200, ...(cursor && { cursor }) });
      for (const { value } of page.items) {
        if (value.id !== MASTER && !(await rewrap(value.id))) return false;
      }
      if (page.next === undefined) return true;
      cursor = page.next;
    }

    async function rewrap(scope: string): Promise<boolean> {
      for (;;) {
        const stored = await platform.get(wrappedKeys, scope);
        if (!stored || stored.value.wrapped.startsWith(`${idOf(masterKey)}:`)) return true;
        const wrapped = wrap(masterKey, scope, await unwrap(scope, stored.value.wrapped));
        const outcome = await platform.commit([
          replace(wrappedKeys, stored, { id: scope, wrapped }),
          unchanged(wrappedKeys, mark),
        ]);
        if (outcome.kind === 'committed') return true;
        if (outcome.kind === 'stale' && outcome.id === MASTER) return false;
      }
    }
  }

  async function finishRotation(): Promise<void> {
    const { key } = await current();
    if (await rewrapAll()) await origin.promote(idOf(key));
    await readAgain();
  }

  return {
    async seal(scope, plain) {
      refuseReserved(scope);
      return encrypt(await keyToSeal(scope), `text ${scope}`, Buffer.from(plain), newRandom);
    },
    async open(scope, sealed) {
      refuseReserved(scope);
      const key = await keyOf(scope);
      if (!key) throw new SecretsFailure('this scope has no key: nothing was sealed in it, or its key was shredded');
      return decrypt(key, `text ${scope}`, sealed).toString();
    },
    async shred(scope) {
      refuseReserved(scope);
      for (;;) {
        const stored = await platform.get(wrappedKeys, scope);
        if (!stored || (await platform.commit([remove(wrappedKeys, stored)])).kind === 'committed') return;
      }
    },
    async rotateMaster() {
      const { mark } = await current();
      const next = newRandom(KEY_BYTES);
      await origin.addNext(next);
      // From here on nothing can be wrapped with the old key, because every such batch requires this mark unchanged.
      const outcome = await platform.commit([replace(wrappedKeys, mark, { id: MASTER, wrapped: idOf(next) })]);
      if (outcome.kind !== 'committed') {
        await origin.drop(idOf(next));
        throw new SecretsFailure('another process rotated the master key at the same time: check whether you still need to');
      }
      await finishRotation();
    },
  };
}

function refuseReserved(scope: string): void {
  if (scope === '' || scope === MASTER) throw new SecretsFailure('this is not a valid scope name');
}
