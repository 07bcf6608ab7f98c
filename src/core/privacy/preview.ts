import { contacts, erasures } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import { type Counts, type EraseNeeds, upcomingBookingsOf } from './erase-contact.ts';
import { everythingOf, fileIn } from './everything-of.ts';
import { concerns, namesOf, personOf } from './person.ts';

export type Preview =
  | { readonly kind: 'not_there' }
  | {
      readonly kind: 'found';
      readonly state: 'none' | 'begun' | 'done';
      readonly counts: Counts;
      readonly upcomingBookings: number;
    };

/** What erasing a contact would remove, without doing it. */
export function previewErasure({ store, bus, clock, collections }: Pick<EraseNeeds, 'store' | 'bus' | 'clock' | 'collections'>) {
  return async (tenant: TenantStore, contactId: string): Promise<Preview> => {
    const under = (await tenant.get(erasures, contactId))?.value;
    if (!under && !(await tenant.get(contacts, contactId))) return { kind: 'not_there' };
    const names = under?.names ?? (await namesOf(tenant, contactId));
    const person = await personOf(store, tenant, contactId, names);
    const counts: Record<string, number> = {};
    const add = (what: string) => void (counts[what] = (counts[what] ?? 0) + 1);
    const seen = new Set<string>();
    for await (const group of everythingOf(tenant, collections, person))
      for (const found of group) {
        // A raw part may name the person twice.
        const name = `${found.collection.name} ${found.stored.value.id}`;
        if (seen.has(name)) continue;
        seen.add(name);
        add(found.collection.name);
        if (fileIn(found) !== undefined) add('files');
      }
    for (const { event } of await bus.parked(tenant.tenantId)) if (concerns(person, event)) add('parked_events');
    const upcomingBookings = await upcomingBookingsOf(tenant, contactId, clock.now());
    return { kind: 'found', state: under?.state ?? 'none', counts, upcomingBookings };
  };
}
