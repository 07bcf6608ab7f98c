import type { Clock } from '#contracts/clock.ts';
import { dueWritten } from '#contracts/store-rules/due-written.ts';
import type { Declared } from '#contracts/store-rules/document.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { countedIds } from '#test/support/ids.ts';
import { diskOf, memoryNotices, type Disk } from './disk.ts';
import { memoryBus } from './memory-bus.ts';
import { memoryExpiring, memoryLater } from './memory-later.ts';
import { memoryStore, type Carry } from './memory-store.ts';

/** The store and bus of the simulation as an engine of the kits: steps take no time, and nothing fails. */
export const inSimulation: Engine = {
  name: 'the store and bus of the simulation',
  async open(collections, clock) {
    return subjectOn(diskOf(collections), collections, clock);
  },
};

function subjectOn(disk: Disk, collections: readonly Declared[], clock: Clock): Subject {
  let closed = false;
  const carry: Carry = (_label, work) =>
    new Promise((resolve, reject) => {
      setImmediate(() => {
        if (closed) return;
        try {
          resolve(work());
        } catch (error) {
          reject(error instanceof Error ? error : new Error('no error was thrown', { cause: error }));
        }
      });
    });
  const bus = memoryBus({ log: disk.log, carry, clock, newId: countedIds('parked-'), call: (run) => run() });
  const due = dueWritten();
  const close = async () => {
    closed = true;
    bus.drop();
  };
  return {
    store: memoryStore(disk, carry, due.committed),
    later: memoryLater(disk, carry, due.whenCommitted),
    expiring: memoryExpiring(disk, carry),
    bus,
    notices: memoryNotices(disk),
    close,
    beside: async () => subjectOn(disk, collections, clock),
    async reopen(others = collections) {
      await close();
      return subjectOn(diskOf(others, disk), others, clock);
    },
  };
}
