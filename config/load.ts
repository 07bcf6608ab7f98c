import { type Settings, settingsShape } from './schema.ts';

export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings out of the environment (the only place that does) and says everything that is wrong at once.
 * `usual` stands in where the environment says nothing, `forced` wins over it.
 */
export function loadSettings(usual: Environment = {}, forced: Environment = {}): Settings {
  return settingsFrom({ ...usual, ...said(), ...forced });
}

/** What the environment says. An empty variable says nothing. */
export function said(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

export function settingsFrom(environment: Environment): Settings {
  const { settings, wrong } = judged(environment);
  if (settings) return settings;
  throw new SettingsInvalid(`Invalid settings:\n  ${wrong.map((one) => `${one.name}: ${one.why}`).join('\n  ')}`);
}

interface Judged {
  /** There when nothing is wrong. */
  readonly settings: Settings | undefined;
  readonly wrong: readonly { readonly name: string; readonly why: string }[];
}

export function judged(environment: Environment): Judged {
  const unknown = Object.keys(environment).filter((name) => name.startsWith('DESKBELL_') && !(name in settingsShape.shape));
  const result = settingsShape.safeParse(environment);
  const wrong = [
    ...unknown.map((name) => ({ name, why: 'no such setting' })),
    ...(result.error?.issues ?? []).map((issue) => ({ name: issue.path.join('.'), why: issue.message })),
  ];
  return { settings: wrong.length === 0 ? result.data : undefined, wrong };
}
