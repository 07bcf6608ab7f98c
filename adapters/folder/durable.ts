import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** An incoming file older than this was left by a crash. */
const LEFT_OVER_MS = 24 * 60 * 60 * 1000;

/** Writes text to a new, uniquely named file, flushed to disk. Returns its path. */
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

/** Renames a flushed file to its final name. Resolves when the new name is on disk too. */
export async function moveIn(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** Creates a folder that survives a power cut. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/** Removes partly received files left by a crash. Their age is measured by the file system's clock, which set their timestamps. */
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
