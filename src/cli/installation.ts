import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '#config/load.ts';
import type { Settings } from '#config/schema.ts';
import { Failed } from './endings.ts';

/**
 * The settings of the installation that a command works on. The data folder is the one given, else the sandbox's if there is one,
 * else that of the settings. A folder without data is an error; none is created. The role keeps a command out of the workers' work.
 */
export function installation(folder: string | undefined): Settings {
  const settings: Settings = { ...loadSettings({ DESKBELL_LOG_LEVEL: 'error' }), DESKBELL_ROLES: ['api'] };
  if (settings.DESKBELL_MONGODB_URL !== undefined) return { ...settings, DESKBELL_DATA: folder ?? settings.DESKBELL_DATA };
  const sandbox = join(settings.DESKBELL_DATA, 'sandbox');
  const data = folder ?? (holdsData(sandbox) ? sandbox : settings.DESKBELL_DATA);
  if (holdsData(data)) return { ...settings, DESKBELL_DATA: data };
  process.stderr.write(`There is no Deskbell data in ${data}: run "npm start" first, or name the folder with --data.\n`);
  throw new Failed();
}

function holdsData(folder: string): boolean {
  return existsSync(join(folder, 'deskbell.db'));
}
