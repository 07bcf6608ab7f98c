import type { Settings } from '#config/schema.ts';

/**
 * Writes results for people to stdout. The first is preceded by a line that names the data, because without `--data` a command
 * may read the sandbox's folder. Nothing is written until there is a result.
 */
export function telling(settings: Settings): (text: string) => void {
  let named = false;
  return (text) => {
    if (!named) process.stdout.write(`${dataOf(settings)}\n`);
    named = true;
    process.stdout.write(text);
  };
}

function dataOf({ DESKBELL_MONGODB_URL: url, DESKBELL_MONGODB_DATABASE: database, DESKBELL_DATA: folder }: Settings): string {
  return url === undefined ? `Data folder: ${folder}` : `MongoDB database: ${database}`;
}
