import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export interface RunningEmulator {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * The `main` of an emulator. Reads `--config <file.json>`, starts, and prints one line `{"ready":true,"url":…}`. Exits with 0
 * after SIGTERM, SIGINT or the end of its input (its parent has exited).
 */
export async function runEmulator<S extends z.ZodType>(
  shape: S,
  start: (config: z.output<S>) => Promise<RunningEmulator>,
): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) return fail('needs --config <file.json>');
  const config = shape.safeParse(JSON.parse(await readFile(values.config, 'utf8')));
  if (!config.success) return fail(z.prettifyError(config.error));

  const emulator = await start(config.data);
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await emulator.stop();
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdin.once('end', stop);
  process.stdin.once('error', stop);
  process.stdin.resume();
  process.stdout.write(`${JSON.stringify({ ready: true, url: emulator.url })}\n`);
}

function fail(reason: string): void {
  process.stderr.write(`${reason}\n`);
  process.exitCode = 2;
}
