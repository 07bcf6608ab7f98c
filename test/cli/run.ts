import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { endsWithUs } from '#test/support/ends-with-us.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  /** Given on standard input, which is then closed. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Reads a little of what it says and then no more, as `head -1` does. */
  readonly hangUp?: boolean;
}

/** Runs one of our programs to its end, as a person would, with no setting of the environment but these. */
export async function run(
  program: string,
  args: readonly string[],
  { input = '', env = {}, hangUp = false }: Running = {},
): Promise<Ran> {
  const child = endsWithUs(spawn(process.execPath, [join(ROOT, program), ...args], { env: { ...bare(), ...env }, cwd: ROOT }));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  if (hangUp) child.stdout.once('data', () => child.stdout.destroy());
  const [stdout, stderr, code] = await Promise.all([
    hangUp ? ended.then(() => '') : text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  return { code, stdout, stderr };
}

export const deskbell = (args: readonly string[], running?: Running) => run('sandbox/deskbell.ts', args, running);

/** The environment of this process without our settings. */
export function bare(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DESKBELL_')));
}
