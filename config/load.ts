import { type Settings, settingsShape } from './schema.ts';

export class SettingsInvalid extends Error {
  override readonly name = 'SettingsInvalid';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment; nothing else does. Reports all errors together. `usual` gives values for variables
 * that are not set, `forced` overrides the environment.
 */
export function loadSettings(usual: Environment = {}, forced: Environment = {}): Settings {
  return settingsFrom({ ...usual, ...said(), ...forced });
}

/** The environment without empty variables, which count as not set. */
export function said(): Environment {
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
}

export function settingsFrom(environment: Environment): Settings {
  const { settings, wrong } = judged(environment);
  if (settings) return settings;
  throw new SettingsInvalid(`Invalid settings:\n  ${wrong.map((one) => `${one.name}: ${one.why}`).join('\n  ')}`);
}

interface Judged {
  /** Present if there are no errors. */
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
