import type { Consumer } from '#contracts/bus.ts';
import { dueEntries } from '#contracts/later.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { StoreFailure, type CommitOutcome, type Store, type TenantStore, type Write } from '#contracts/store.ts';
import type { Mutant } from './instance.ts';
import type { Kernel, Runner } from './kernel.ts';

/** Ports that break one promise each: what stands on them must be seen to fail, or the simulation sees nothing. */
export const mutants: Readonly<Record<string, Mutant>> = {
  'a store that writes over what somebody else has changed': {
    store: onCommit((tenant) => async (writes, events) => {
      const outcome = await tenant.commit(writes, events);
      if (outcome.kind !== 'stale') return outcome;
      const fresh = await Promise.all(writes.map((write) => atVersionOfNow(tenant, write)));
      return tenant.commit(fresh, events);
    }),
  },
  'a store that does not look at what must be unchanged': {
    store: onCommit(
      (tenant) => (writes, events) =>
        tenant.commit(
          writes.filter(({ kind }) => kind !== 'unchanged'),
          events,
        ),
    ),
  },
  'a store that answers before it has written': {
    store: onCommit((tenant, kernel, runner) => async (writes, events) => {
      kernel.afterFor(
        runner,
        kernel.below(400),
        'the store writes at last',
        () => void tenant.commit(writes, events).catch(() => {}),
      );
      return { kind: 'committed' };
    }),
  },
  'a sender that does not see who waits before': {
    store: (store) => ({
      ...store,
      tenant(id) {
        const tenant = store.tenant(id);
        return {
          ...tenant,
          find: async (collection, query) =>
            collection.name === dueEntries.name && query.limit === 1 ? { items: [] } : tenant.find(collection, query),
        };
      },
    }),
  },
  'a store that can write half a batch': {
    store: onCommit((tenant) => async (writes, events) => {
      let last: CommitOutcome = { kind: 'committed' };
      for (const write of writes) {
        last = await tenant.commit([write]);
        if (last.kind !== 'committed') return last;
      }
      return tenant.commit([], events);
    }),
  },
  'a store that hides its failures': {
    store: onCommit(
      (tenant) => (writes, events) =>
        tenant.commit(writes, events).catch((error: unknown): CommitOutcome => {
          if (error instanceof StoreFailure) return { kind: 'committed' };
          throw error;
        }),
    ),
  },
  'a bus that has finished an event before its handler has': {
    consumer: (consumer) => ({
      ...consumer,
      async handle(events, signal) {
        void consumer.handle(events, signal).catch(() => {});
      },
    }),
  },
  'a bus that does not keep the order of a key': {
    consumer: (consumer, kernel, runner) => ({
      ...consumer,
      async handle(events, signal) {
        if (kernel.chance(0.8)) return consumer.handle(events, signal);
        kernel.afterFor(
          runner,
          10_000,
          'an event is handled behind others',
          () => void insisting(consumer, kernel, runner)(events, signal),
        );
      },
    }),
  },
  'a bus that hands over nothing twice': {
    consumer: (consumer) => ({
      ...consumer,
      handle: (events, signal) => consumer.handle(events, signal).catch(() => undefined),
    }),
  },
  'a provider adapter that repeats what was not answered': {
    account: (account) => ({
      ...account,
      send: (outbound, signal) =>
        account.send(outbound, signal).catch((error: unknown) => {
          if (error instanceof AdapterFailure && error.code === 'unknown') return account.send(outbound, signal);
          throw error;
        }),
    }),
  },
  'a provider adapter that takes silence for a no': {
    account: (account) => ({
      ...account,
      send: (outbound, signal) =>
        account.send(outbound, signal).catch((error: unknown) => {
          if (error instanceof AdapterFailure && error.code === 'unknown')
            throw new AdapterFailure('mutant', 'unreachable', 'or so it thinks');
          throw error;
        }),
    }),
  },
  'a provider adapter that sends under another id': {
    account: (account) => ({
      ...account,
      send: (outbound, signal) => account.send({ ...outbound, messageId: `other-${outbound.messageId}` }, signal),
    }),
  },
};

type Commit = TenantStore['commit'];

function onCommit(commit: (tenant: TenantStore, kernel: Kernel, runner: Runner) => Commit): NonNullable<Mutant['store']> {
  return (store, kernel, runner): Store => ({
    ...store,
    tenant(id) {
      const tenant = store.tenant(id);
      return { ...tenant, commit: commit(tenant, kernel, runner) };
    },
  });
}

async function atVersionOfNow(tenant: TenantStore, write: Write): Promise<Write> {
  if (write.kind === 'insert') return write;
  const now = await tenant.get(write.collection, write.kind === 'replace' ? write.value.id : write.id);
  return { ...write, version: now?.version ?? write.version };
}

/** Tries until it is done. */
function insisting(consumer: Consumer, kernel: Kernel, runner: Runner): Consumer['handle'] {
  return async (events, signal) => {
    for (;;) {
      try {
        const handled = await consumer.handle(events, signal);
        if (!handled) return;
        await kernel.clockOf(runner).after(handled.againAfterMs);
      } catch {
        await kernel.clockOf(runner).after(500);
      }
    }
  };
}
