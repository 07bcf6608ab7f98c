import { dataOf } from '#app/report.ts';
import type { Settings } from '#config/schema.ts';

/**
 * Writes results for people to stdout. The first is preceded by a line that names the data, because without `--data` a command
 * may read the sandbox's folder. Nothing is written until there is a result.
 */
export function telling(settings: Settings): (text: string) => void {
  let named = false;
  return (text) => {
    if (!named) process.stdout.write(`Data: ${dataOf(settings)}\n`);
    named = true;
    process.stdout.write(text);
  };
}
