import { happened } from '#contracts/events/define.ts';
import { contactEvents } from '#contracts/events/people.ts';
import { inboundCustomers, inboundLog, inboundRaw } from '#contracts/records/messaging.ts';
import { contacts, erasures } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { EraseNeeds } from './erase-contact.ts';
import { type Found, everythingOf, fileIn } from './everything-of.ts';
import { type Person, keysOf, namesOf, personOf } from './person.ts';

export type Exported = { readonly kind: 'not_there' } | { readonly kind: 'exported'; readonly json: string };

type ExportNeeds = Pick<EraseNeeds, 'store' | 'clock' | 'collections'>;

/**
 * Everything that erasing would remove of a contact, as one JSON text: documents by collection, and the ids of the files. The
 * whole of one person fits into memory.
 */
export function exportContact({ store, clock, collections }: ExportNeeds) {
  return async (tenant: TenantStore, contactId: string, by: string): Promise<Exported> => {
    if (!(await tenant.get(contacts, contactId)) || (await tenant.get(erasures, contactId))) return { kind: 'not_there' };
    const person = await personOf(store, tenant, contactId, await namesOf(tenant, contactId));
    const documents: Record<string, Map<string, unknown>> = {};
    const files = new Set<string>();
    for await (const group of everythingOf(tenant, collections, person))
      for (const found of group) {
        if (isOfOthers(found, person)) continue;
        const of = (documents[found.collection.name] ??= new Map());
        of.set(found.stored.value.id, found.stored.value);
        const file = fileIn(found);
        if (file !== undefined) files.add(file);
      }
    const shown = Object.entries(documents).map(([name, those]) => [name, [...those.values()]] as const);
    const at = clock.now();
    const told = happened(contactEvents.exported, { id: `exported-${contactId}-${at}`, key: contactId, at }, { contactId, by });
    await tenant.commit([], [told]);
    const whole = { contactId, exportedAt: at, documents: Object.fromEntries(shown), files: [...files] };
    return { kind: 'exported', json: `${JSON.stringify(whole, null, 2)}\n` };
  };
}

/** A raw part of the provider may concern several customers: it would show one of them what another one wrote. The keys mean nothing. */
function isOfOthers({ collection, stored }: Found, { names }: Person): boolean {
  if (collection.name === inboundCustomers.name) return true;
  if (collection.name !== inboundLog.name) return false;
  const own = new Set(names.flatMap(keysOf));
  return inboundRaw.parse(stored.value).customers.some((key) => !own.has(key));
}
