import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqlite, type SqliteEngine } from '#adapters/sqlite/index.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Write } from '#contracts/store.ts';
import type { Engine, Subject } from '#test/contracts/subject.ts';
import { countedIds } from '#test/support/ids.ts';
import { quietLog } from '#test/support/quiet.ts';

let opened = 0;

export function engineOn(file: string, collections: readonly Write['collection'][], clock: Clock): Promise<SqliteEngine> {
  return openSqlite({ file, collections, clock, log: quietLog, newId: countedIds(`p${(opened += 1)}-`) });
}

export const inMemory: Engine = {
  name: 'sqlite in memory',
  async open(collections, clock) {
    const engine = await engineOn(':memory:', collections, clock);
    return {
      ...engine,
      async close() {
        await engine[Symbol.asyncDispose]();
      },
    };
  },
  skips: { reopen: 'memory keeps nothing', beside: 'memory is of one process' },
};

export const onDisk: Engine = {
  name: 'sqlite in a file',
  async open(collections, clock) {
    const folder = await mkdtemp(join(tmpdir(), 'deskbell-'));
    return subject(await engineOn(join(folder, 'data.db'), collections, clock));

    function subject(engine: SqliteEngine): Subject {
      return {
        store: engine.store,
        bus: engine.bus,
        notices: engine.notices,
        later: engine.later,
        expiring: engine.expiring,
        async reopen(others = collections) {
          await engine[Symbol.asyncDispose]();
          return subject(await engineOn(join(folder, 'data.db'), others, clock));
        },
        async beside() {
          const other = await engineOn(join(folder, 'data.db'), collections, clock);
          return {
            ...other,
            async close() {
              await other[Symbol.asyncDispose]();
            },
          };
        },
        async close() {
          await engine[Symbol.asyncDispose]();
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
  },
};
