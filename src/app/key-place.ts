import { join } from 'node:path';
import type { KeyPlace } from '#adapters/local-key/index.ts';
import type { Settings } from '#config/schema.ts';

/** Where the settings say that the master key is. */
export function keyPlace({ DESKBELL_MASTER_KEY: key, DESKBELL_KEY_FILE, DESKBELL_DATA }: Settings): KeyPlace {
  if (key !== undefined) return { key, setting: 'DESKBELL_MASTER_KEY' };
  return { keyFile: DESKBELL_KEY_FILE ?? join(DESKBELL_DATA, 'master.key') };
}
