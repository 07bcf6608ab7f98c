import type { EpochMs } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Identities } from '#contracts/inbound.ts';
import { type Contact, type Identity, contacts, identityRecords } from '#contracts/records/people.ts';
import { type Stored, type TenantStore, type Write, insert, replace } from '#contracts/store.ts';

export interface Arrival {
  readonly who: Identities;
  /** Portfolio or account that user ids mean something in. */
  readonly scope: string;
  readonly name: string;
  readonly at: EpochMs;
  /** The identity before a change that WhatsApp told us about. */
  readonly was?: { readonly phone?: string | undefined; readonly userId?: string | undefined } | undefined;
}

type Named = Pick<Identity, 'kind' | 'scope' | 'value'>;

/**
 * Finds or plans the contact behind an arrival; nothing is written until the lines are committed. Identities that belong
 * to two contacts are left as they are: the user id wins, since a phone number can get a new owner. A change of number
 * links the new identity to the same contact and closes the old one, with its time, so it can be undone.
 */
export async function resolveContact(
  store: TenantStore,
  newId: NewId,
  arrival: Arrival,
): Promise<{ readonly contact: Contact; readonly writes: readonly Write[] }> {
  const names = namesOf(arrival.who, arrival.scope);
  const known = await Promise.all(names.map((name) => find(store, name)));
  const before = arrival.was ? await Promise.all(namesOf(arrival.was, arrival.scope).map((name) => find(store, name))) : [];
  const owner = [...before, ...known].find((found) => found !== undefined)?.value.contactId;
  const stored = owner === undefined ? undefined : await store.get(contacts, owner);

  const contact = stored?.value ?? { id: newId(), name: arrival.name, createdAt: arrival.at };
  const writes: Write[] = [];
  if (!stored) writes.push(insert(contacts, contact));
  const renamed = stored && arrival.name !== '' && stored.value.name === '';
  if (renamed) writes.push(replace(contacts, stored, { ...stored.value, name: arrival.name }));

  for (const [n, name] of names.entries()) {
    if (known[n]) continue;
    writes.push(
      insert(identityRecords, {
        id: newId(),
        ...name,
        contactId: contact.id,
        provenance: arrival.was ? (name.kind === 'phone' ? 'number_changed' : 'user_id_changed') : 'message',
        since: arrival.at,
        until: 0,
      }),
    );
  }
  for (const old of before) {
    const stillNamed = old && names.some((name) => name.kind === old.value.kind && name.value === old.value.value);
    if (old && !stillNamed && old.value.until === 0)
      writes.push(replace(identityRecords, old, { ...old.value, until: arrival.at }));
  }
  return { contact: renamed ? { ...contact, name: arrival.name } : contact, writes };
}

/** User id first: it is the surest. */
function namesOf(who: Partial<Identities>, scope: string): readonly Named[] {
  const names: Named[] = [];
  if (who.userId) names.push({ kind: 'user_id', scope, value: who.userId });
  if (who.phone) names.push({ kind: 'phone', scope: '', value: who.phone });
  if (who.providerId) names.push({ kind: 'provider_id', scope, value: who.providerId });
  return names;
}

async function find(store: TenantStore, name: Named): Promise<Stored<Identity> | undefined> {
  const page = await store.find(identityRecords, { by: 'byValue', equals: [name.kind, name.scope, name.value], limit: 1 });
  return page.items[0];
}
