import { type Settings, settingsShape } from './schema.ts';

export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
}

/** Reads the settings out of the environment (the only place that does) and says everything that is wrong at once. */
export function loadSettings(environment: Readonly<Record<string, string | undefined>> = process.env): Settings {
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DESKBELL_') && !(name in settingsShape.shape));
  const result = settingsShape.safeParse(environment);
  const wrong = [
    ...unknown.map((name) => `${name}: no such setting`),
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
  ];
  if (!result.success || wrong.length > 0) throw new SettingsInvalid(`These settings are wrong:\n  ${wrong.join('\n  ')}`);
  return result.data;
}
