import { type ChildProcess, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

export interface Emulator extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
}

const readyLine = z.object({ ready: z.literal(true), url: z.url() });

/**
 * Starts an emulator as a separate program and waits until it is ready. It exits when this process does, because this process
 * holds its input.
 */
export async function startEmulator(name: 'meta' | 'twilio', folder: string, config: object): Promise<Emulator> {
  const file = join(folder, `${name}.json`);
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  const program = join(import.meta.dirname, '..', name, 'main.ts');
  const child = spawn(process.execPath, [program, '--config', file], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve(readyLine.parse(JSON.parse(line)).url));
    child.once('error', reject);
    child.once('exit', () => reject(new EmulatorFailed(name, said)));
  });
  return {
    url,
    process: child,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

export class EmulatorFailed extends Error {
  override readonly name = 'EmulatorFailed';
  constructor(name: string, said: string) {
    const inUse = /EADDRINUSE.*?:(\d+)/.exec(said);
    super(
      inUse
        ? `Port ${inUse[1]} is in use, and the ${name} emulator needs it: stop what uses it, or choose others with --port.`
        : `The ${name} emulator could not start: ${
            said
              .trim()
              .split('\n')
              .find((line) => /Error|must|needs/.test(line)) ?? 'it said nothing'
          }`,
    );
  }
}
