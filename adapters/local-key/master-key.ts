import { SecretsFailure } from '#contracts/secrets.ts';
import { dropKeyFile, makeKeyFile, promoteKeyFile, readKeys, writeNextKey } from './key-file.ts';
import { keyFrom } from './key-text.ts';

/** Where the master key comes from. A rotation writes the next key beside it. */
export interface MasterKey {
  /** The key, then the keys of unfinished rotations. Empty if there is none yet. */
  read(): Promise<Buffer[]>;
  make(key: Buffer): Promise<void>;
  addNext(key: Buffer): Promise<void>;
  promote(id: string): Promise<void>;
  drop(id: string): Promise<void>;
  /** The error when it is missing although data was encrypted with it. */
  readonly missing: string;
  /** The error when it does not match the data. */
  readonly wrong: string;
}

export function keyInFile(path: string): MasterKey {
  return {
    read: () => readKeys(path),
    make: (key) => makeKeyFile(path, key),
    addNext: (key) => writeNextKey(path, key),
    promote: (id) => promoteKeyFile(path, id),
    drop: (id) => dropKeyFile(path, id),
    missing: `the key file is missing, but the data was encrypted with it: put it back at ${path}`,
    wrong: `the key file does not match this data, and every instance needs the same key: put the right key back at ${path}`,
  };
}

/** A key that is kept elsewhere: it can be read here but not changed. @throws SecretsFailure, which does not contain the key */
export function keyInSetting(text: string, setting: string): MasterKey {
  const key = keyFrom(text);
  if (!key) throw new SecretsFailure(`${setting} must be 32 bytes in base64: "openssl rand -base64 32" makes a key`);
  const refuse = async () => {
    throw new SecretsFailure(`the master key is in ${setting}, so it cannot be changed from here`);
  };
  const wrong = `the key in ${setting} does not match this data: every instance needs the key that the data was encrypted with`;
  return { read: async () => [key], make: refuse, addNext: refuse, promote: refuse, drop: refuse, missing: wrong, wrong };
}
