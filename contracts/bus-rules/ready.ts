/** A key's events that wait for their turn. */
interface Waiting {
  readonly tenantId: string;
  /** How many of its events must be handed over one at a time, because a slice that held them failed. */
  readonly alone: number;
}

/** Queues with work that nobody has in hand. Tenants take turns; within a tenant, the queue that became ready first goes first. */
export interface Ready<Q extends Waiting> {
  readonly size: number;
  add(queue: Q): void;
  clear(): void;
  /**
   * Takes queues of the next tenant that `may` go: one, or up to `most` for a slice. A queue whose events go alone is taken by itself.
   * Empty when no tenant may.
   */
  take(most: number, may: (tenantId: string) => boolean): readonly Q[];
}

export function readyQueues<Q extends Waiting>(): Ready<Q> {
  const tenants = new Map<string, Set<Q>>();
  let size = 0;

  return {
    get size() {
      return size;
    },
    add(queue) {
      const queues = tenants.get(queue.tenantId) ?? new Set();
      tenants.set(queue.tenantId, queues);
      if (queues.size !== queues.add(queue).size) size += 1;
    },
    clear() {
      tenants.clear();
      size = 0;
    },
    take(most, may) {
      for (const [tenantId, queues] of tenants) {
        if (!may(tenantId)) continue;
        const taken = firstOf(queues, most);
        for (const queue of taken) queues.delete(queue);
        size -= taken.length;
        // Behind the others, for the next turn.
        tenants.delete(tenantId);
        if (queues.size > 0) tenants.set(tenantId, queues);
        return taken;
      }
      return [];
    },
  };
}

function firstOf<Q extends Waiting>(queues: ReadonlySet<Q>, most: number): readonly Q[] {
  const taken: Q[] = [];
  for (const queue of queues) {
    if (queue.alone > 0) return taken.length === 0 ? [queue] : taken;
    taken.push(queue);
    if (taken.length >= most) return taken;
  }
  return taken;
}
