import type { Clock } from '#contracts/clock.ts';
import type { Document } from '#contracts/collection.ts';
import type { NewEvent } from '#contracts/event.ts';
import { checkedBatch, type Batch } from '#contracts/store-rules/batch.ts';
import { invalid, type Declared } from '#contracts/store-rules/document.ts';
import { checkedTenant, PLATFORM } from '#contracts/store-rules/tenant.ts';
import type { CommitOutcome, Handle, Store, StoreFailure, Write } from '#contracts/store.ts';
import { applyBatch } from './batch.ts';
import type { Connection } from './connection.ts';
import { decoded } from './document.ts';
import { asStoreFailure } from './failure.ts';
import { findPage } from './find.ts';
import type { GroupCommit } from './group-commit.ts';
import { whenUnlocked, type LockRetry } from './locks.ts';
import type { Table } from './table.ts';

export interface StoreParts {
  readonly connection: Connection;
  readonly tables: ReadonlyMap<string, Table>;
  readonly group: GroupCommit;
  readonly retry: LockRetry;
  readonly clock: Clock;
  /** Called after a commit that has events. */
  readonly published: () => void;
  /** Called after each commit. */
  readonly written: (batch: Batch<Table>) => void;
}

export function sqliteStore(parts: StoreParts): Store {
  return {
    tenant(id) {
      const tenantId = checkedTenant(id);
      return { tenantId, ...handle(parts, 'tenant', tenantId) };
    },
    platform: handle(parts, 'platform', PLATFORM),
  };
}

type Committing = Handle & { commit(writes: readonly Write[], events?: readonly NewEvent[]): Promise<CommitOutcome> };

function handle(parts: StoreParts, scope: Declared['scope'], tenant: string): Committing {
  const { connection, tables, group, retry, clock, published, written } = parts;

  function tableFor(collection: Declared): Table {
    const table = tables.get(collection.name);
    if (!table) throw invalid(`collection "${collection.name}" is not declared`);
    if (table.collection.scope !== scope) throw invalid(`collection "${collection.name}" cannot be used with a ${scope} handle`);
    return table;
  }

  async function read<R>(attempt: () => R): Promise<R> {
    try {
      return await whenUnlocked(retry, attempt);
    } catch (error) {
      throw asStoreFailure(error, 'no');
    }
  }

  return {
    get: <T extends Document>(collection: Declared, id: string) => {
      return read(() => {
        const table = tableFor(collection);
        if (typeof id !== 'string' || !id.isWellFormed()) return undefined;
        const row = connection.sql(table.get).get(tenant, id);
        return row && decoded<T>(table.collection, row);
      });
    },
    find: (collection, query) => read(() => findPage(connection, tableFor(collection), tenant, query)),
    async commit(writes, events = []) {
      const batch = checkedBatch(tenant, writes, events, (write) => tableFor(write.collection));
      const { promise, resolve, reject } = Promise.withResolvers<CommitOutcome>();
      let outcome: CommitOutcome = { kind: 'committed' };
      group.add({
        bytes: batch.bytes,
        run: () => (outcome = applyBatch(connection, batch, clock.now())),
        committed() {
          if (batch.events.length > 0 && outcome.kind === 'committed') published();
          if (outcome.kind === 'committed') written(batch);
          resolve(outcome);
        },
        failed: (failure: StoreFailure) => reject(failure),
      });
      return promise;
    },
  };
}
