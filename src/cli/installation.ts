import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings } from '#config/load.ts';
import type { Settings } from '#config/schema.ts';
import { Failed } from './endings.ts';

/**
 * The settings of the installation that a command looks at: its data folder is the one named, else the sandbox's if there is
 * one, else that of the settings. Where there is no data, that is said, and none is made. A command has no part in the work of workers.
 */
export function installation(folder: string | undefined): Settings {
  const settings: Settings = { ...loadSettings({ DESKBELL_LOG_LEVEL: 'error' }), DESKBELL_ROLES: ['api'] };
  if (settings.DESKBELL_MONGODB_URL !== undefined) return { ...settings, DESKBELL_DATA: folder ?? settings.DESKBELL_DATA };
  const sandbox = join(settings.DESKBELL_DATA, 'sandbox');
  const data = folder ?? (holdsData(sandbox) ? sandbox : settings.DESKBELL_DATA);
  if (holdsData(data)) return { ...settings, DESKBELL_DATA: data };
  process.stderr.write(`There is no Deskbell data in ${data}: "npm start" makes some.\n`);
  throw new Failed();
}

function holdsData(folder: string): boolean {
  return existsSync(join(folder, 'deskbell.db'));
}
