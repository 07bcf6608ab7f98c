/** A process that holds the lease of the consumers until it is killed. */
import { openSqlite } from '#adapters/sqlite/index.ts';
import { countedIds } from '#test/support/ids.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';

const engine = await openSqlite({
  file: process.argv[2] ?? '',
  collections: [],
  clock: testClock(),
  log: quietLog,
  newId: countedIds(),
});
await engine.leases.hold('consumers', new AbortController().signal);
process.stdout.write('held\n');
setInterval(() => {}, 1000);
