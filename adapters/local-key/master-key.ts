import { SecretsFailure } from '#contracts/secrets.ts';
import { dropKeyFile, makeKeyFile, promoteKeyFile, readKeys, writeNextKey } from './key-file.ts';
import { keyFrom } from './key-text.ts';

/** Where the master key comes from. A rotation writes the next one beside it. */
export interface MasterKey {
  /** The key, then those of rotations that have not ended. Empty when there is none yet. */
  read(): Promise<Buffer[]>;
  make(key: Buffer): Promise<void>;
  addNext(key: Buffer): Promise<void>;
  promote(id: string): Promise<void>;
  drop(id: string): Promise<void>;
  /** What to say when it is missing though data was encrypted with it. */
  readonly missing: string;
  /** What to say when it is not the key of the data. */
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
    wrong: `the key file is not the one that this data was encrypted with: every instance needs the same key; look at ${path}`,
  };
}

/** A key that somebody else keeps: it can be read here, and not changed. @throws SecretsFailure, which does not show it */
export function keyInSetting(text: string, setting: string): MasterKey {
  const key = keyFrom(text);
  if (!key) throw new SecretsFailure(`${setting} must be 32 bytes in base64: "openssl rand -base64 32" makes a key`);
  const refuse = async () => {
    throw new SecretsFailure(`the master key is in ${setting}, so it cannot be changed from here`);
  };
  const wrong = `the key in ${setting} is not the one that this data was encrypted with: every instance needs the same key`;
  return { read: async () => [key], make: refuse, addNext: refuse, promote: refuse, drop: refuse, missing: wrong, wrong };
}
