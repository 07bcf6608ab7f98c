import { type Settings, settingsShape } from './schema.ts';

export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings out of the environment (the only place that does) and says everything that is wrong at once.
 * `usual` stands in where the environment says nothing (an empty variable says nothing), `forced` wins over it.
 */
export function loadSettings(usual: Environment = {}, forced: Environment = {}): Settings {
  const said = Object.entries(process.env).filter(([, value]) => value !== '');
  return settingsFrom({ ...usual, ...Object.fromEntries(said), ...forced });
}

export function settingsFrom(environment: Environment): Settings {
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DESKBELL_') && !(name in settingsShape.shape));
  const result = settingsShape.safeParse(environment);
  const wrong = [
    ...unknown.map((name) => `${name}: no such setting`),
    ...(result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)),
  ];
  if (!result.success || wrong.length > 0) throw new SettingsInvalid(`These settings are wrong:\n  ${wrong.join('\n  ')}`);
  return result.data;
}
