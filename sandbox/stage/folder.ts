import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runningOn } from '#app/running.ts';
import { NotForTheSandbox } from './not-for-the-sandbox.ts';

/** Created by the first start of a sandbox. A folder without it belongs to something else. */
export const MARK = 'providers.json';
/** The files of a sandbox. `--fresh` deletes these and nothing else, because `--data` can name any folder. */
const OURS =
  /^(deskbell\.db.*|files|master\.key.*|running\.json|clock\.json.*|providers\.json|(meta|twilio)(\.json|-emulator\.db.*)|spare-(meta-cloud|twilio)\.json)$/;

/** Two sandboxes on one folder would move each other's clock and overwrite each other's data. */
export async function refuseSecond(folder: string): Promise<void> {
  const other = await runningOn(folder);
  if (!other || other.pid === process.pid) return;
  const answer = await fetch(other.pagesUrl, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer)
    throw new NotForTheSandbox(`A Deskbell runs on ${folder} already (${other.pagesUrl}): stop it, or take another --data.`);
}

/** Deletes everything that a sandbox has stored here. */
export async function forget(folder: string): Promise<void> {
  const names: readonly string[] = await readdir(folder).catch(() => []);
  if (names.length === 0) return;
  if (!names.includes(MARK))
    throw new NotForTheSandbox(
      `${folder} is not the folder of a sandbox, so --fresh removes nothing there: take another --data.`,
    );
  // The marker file is deleted last, so that an interrupted removal can be repeated.
  const ours = names.filter((name) => OURS.test(name) && name !== MARK);
  await Promise.all(ours.map((name) => rm(join(folder, name), { recursive: true, force: true })));
  await rm(join(folder, MARK), { force: true });
}
