import { type InboundRaw, inboundCustomers, inboundLog } from '#contracts/records/messaging.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';

/**
 * The raw parts that concern a customer, each once, found by index. `keys` are those of all identities the customer has had, as the
 * subject that reads the parts makes them (`customerKeys`). A part may also concern other customers.
 */
export async function* partsOfCustomer(store: TenantStore, keys: readonly string[]): AsyncGenerator<Stored<InboundRaw>> {
  const given = new Set<string>();
  for (const key of keys) {
    for await (const part of everything(store, inboundLog, { by: 'byCustomer', equals: [key] })) if (isNew(part)) yield part;
    for await (const { value } of everything(store, inboundCustomers, { by: 'byCustomer', equals: [key] })) {
      const part = given.has(value.rawId) ? undefined : await store.get(inboundLog, value.rawId);
      if (part && isNew(part)) yield part;
    }
  }

  function isNew({ value }: Stored<InboundRaw>): boolean {
    return !given.has(value.id) && given.add(value.id) !== undefined;
  }
}
