/** Opens the data file as a user without special rights, and says what came of it. */
import { StoreFailure } from '#contracts/store.ts';
import { kitCollections } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';
import { engineOn } from './sqlite-engine.ts';

if (process.getuid?.() === 0) {
  process.setgid?.(65534);
  process.setuid?.(65534);
}
const answer = await engineOn(process.argv[2] ?? '', kitCollections, testClock()).then(
  () => 'opened',
  (error: unknown) => (error instanceof StoreFailure ? `${error.code} ${error.happened}: ${error.message}` : String(error)),
);
process.stdout.write(answer);
process.exit();
