import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Counts what the emulator of Meta has taken for some customers, by looking into its file: asking it would take longer and longer. */
export function answersTo(folder: string, customers: ReadonlySet<string>): Disposable & { count(): number } {
  const file = new DatabaseSync(join(folder, 'meta-emulator.db'), { readOnly: true });
  const since = file.prepare('SELECT seq, customer FROM accepted WHERE seq > ? ORDER BY seq');
  let seen = 0;
  let count = 0;
  return {
    count() {
      for (const { seq, customer } of since.all(seen)) {
        seen = Number(seq);
        if (customers.has(String(customer))) count += 1;
      }
      return count;
    },
    [Symbol.dispose]: () => file.close(),
  };
}
