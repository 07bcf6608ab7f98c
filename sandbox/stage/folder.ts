import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runningOn } from '#app/running.ts';
import { NotForTheSandbox } from './not-for-the-sandbox.ts';

/** Made by the first start of a sandbox: a folder without it is somebody else's. */
export const MARK = 'providers.json';
/** What a sandbox keeps. Beginning anew removes these and nothing else: `--data` may name any folder. */
const OURS =
  /^(deskbell\.db.*|files|master\.key.*|running\.json|clock\.json.*|providers\.json|(meta|twilio)(\.json|-emulator\.db.*))$/;

/** Two sandboxes on one folder would each move the other's time and take the other's data away. */
export async function refuseSecond(folder: string): Promise<void> {
  const other = await runningOn(folder);
  if (!other || other.pid === process.pid) return;
  const answer = await fetch(other.pagesUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer)
    throw new NotForTheSandbox(`A Deskbell runs on ${folder} already (${other.pagesUrl}): stop it, or take another --data.`);
}

/** Forgets everything that a sandbox kept here. */
export async function forget(folder: string): Promise<void> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  if (!names.includes(MARK))
    throw new NotForTheSandbox(
      `${folder} is not the folder of a sandbox, so --fresh removes nothing there: take another --data.`,
    );
  // The mark goes last, so that a removal that was cut short can be done again.
  const ours = names.filter((name) => OURS.test(name) && name !== MARK);
  await Promise.all(ours.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  await rm(join(folder, MARK), { force: true });
}
