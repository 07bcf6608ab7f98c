import type { z } from 'zod';
import { optionsOf } from '#app/options.ts';
import { sentence } from '#app/sentence.ts';
import { WrongUse } from '#app/wrong-use.ts';

/**
 * The main function of a harness. Exits with 0 if `run` returns true, with 1 if it returns false or fails, and with 2 and one
 * sentence for a wrong option.
 */
export async function harness<S extends z.ZodObject, F extends string>(
  { help, options, flags }: { readonly help: string; readonly options: S; readonly flags: readonly F[] },
  run: (given: ReturnType<typeof optionsOf<S, F>>) => Promise<boolean>,
): Promise<never> {
  try {
    const given = optionsOf(options, flags);
    if (!given.help) process.exit((await run(given)) ? 0 : 1);
    process.stdout.write(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${sentence(error)}\n`);
    process.exit(error instanceof WrongUse ? 2 : 1);
  }
}
