/**
 * Commits documents one group after the other and says of each what the store answered: `committed <id>`, or
 * `failed <id> <code> <happened>`. Run under faults of the disk, it then dies without closing anything.
 */
import { insert, StoreFailure } from '#contracts/store.ts';
import { engineOn } from '#test/adapters/sqlite-engine.ts';
import { anEvent, aThing, kitCollections, things } from '#test/contracts/subject.ts';
import { testClock } from '#test/support/clock.ts';

const [file = '', groups = '1', perGroup = '1', prefix = 't', size = '300'] = process.argv.slice(2);

function answered(error: unknown): string {
  return error instanceof StoreFailure ? `${error.code} ${error.happened}` : `unexpected ${String(error)}`;
}

const lines: string[] = [];
const engine = await engineOn(file, kitCollections, testClock()).catch((error: unknown) => {
  lines.push(`closed ${answered(error)}`);
});
if (engine) {
  const shop = engine.store.tenant('shop');
  for (let group = 0; group < Number(groups); group += 1) {
    await Promise.all(
      Array.from({ length: Number(perGroup) }, async (_, n) => {
        const id = `${prefix}${group}-${n}`;
        const value = aThing(id, { note: 'x'.repeat(Number(size)) });
        await shop.commit([insert(things, value)], [anEvent(id)]).then(
          ({ kind }) => lines.push(`${kind} ${id}`),
          (error: unknown) => lines.push(`failed ${id} ${answered(error)}`),
        );
      }),
    );
  }
}
process.stdout.write(`${lines.join('\n')}\n`, () => process.kill(process.pid, 'SIGKILL'));
