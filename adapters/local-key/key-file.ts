import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SecretsFailure } from '#contracts/secrets.ts';
import { idOf } from './cipher.ts';
import { keyFrom } from './key-text.ts';

/** Permission bits of the group and others. */
const OTHERS = 0o077;

/**
 * Reads the master key, then the keys of unfinished rotations. Each of those is in its own file beside the key file, named by its
 * id, so that no two processes write the same file. Empty if the key file is missing.
 */
export async function readKeys(keyFile: string): Promise<Buffer[]> {
  const first = await readKey(keyFile);
  if (!first) return [];
  const names = await readdir(dirname(keyFile));
  const next = names.filter((name) => name.startsWith(`${basename(keyFile)}.`) && /\.[0-9a-f]{16}$/.test(name));
  const others = await Promise.all(next.map((name) => readKey(join(dirname(keyFile), name))));
  return [first, ...others.filter((key) => key !== undefined)];
}

/** Creates the key file unless another process has already created it. */
export async function makeKeyFile(keyFile: string, key: Buffer): Promise<void> {
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  const draft = await writeKey(`${keyFile}.${randomUUID()}`, key);
  try {
    await link(draft, keyFile);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(keyFile));
}

export async function writeNextKey(keyFile: string, key: Buffer): Promise<void> {
  await writeKey(nextName(keyFile, idOf(key)), key);
  await syncFolder(dirname(keyFile));
}

/** Replaces the key file with the key of a finished rotation. Does nothing if that was already done. */
export async function promoteKeyFile(keyFile: string, id: string): Promise<void> {
  await rename(nextName(keyFile, id), keyFile).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
  await syncFolder(dirname(keyFile));
}

export async function dropKeyFile(keyFile: string, id: string): Promise<void> {
  await rm(nextName(keyFile, id), { force: true });
}

function nextName(keyFile: string, id: string): string {
  return `${keyFile}.${id}`;
}

async function readKey(path: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    const { mode, uid } = await stat(path);
    // The permissions of a mounted secret are set by whoever mounts it, and it often belongs to root.
    if (uid === process.getuid?.() && (mode & OTHERS) !== 0)
      throw new SecretsFailure(`other users can read the key file: run chmod 600 ${path}`);
    text = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const key = keyFrom(text);
  if (!key) throw new SecretsFailure(`this is not a key file: ${path} must contain 32 bytes in base64 or as hex digits`);
  return key;
}

async function writeKey(path: string, key: Buffer): Promise<string> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('hex')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
