import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Left by a crash, when older than this. */
const LEFT_OVER_MS = 24 * 60 * 60 * 1000;

/** A file nobody else has, flushed to disk: its path. */
export async function writeDurably(folder: string, text: string): Promise<string> {
  const path = join(folder, randomUUID());
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  return path;
}

/** Gives a flushed file its name. Resolves when the name is on disk too. */
export async function moveIn(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Makes a folder whose name survives a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Removes what a crash left half received. Age is by the file system's own clock, which stamped those files. */
export async function discardLeftovers(folder: string): Promise<void> {
  const probe = await writeDurably(folder, '');
  const now = (await stat(probe)).mtimeMs;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    if (age > LEFT_OVER_MS) await rm(path, { force: true });
  }
  await rm(probe, { force: true });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
