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
  /** When it came in: from then on a new identity is known, and an old one left. */
  readonly at: EpochMs;
  /** When it was said: before a change, it is still of whoever had the identity then. */
  readonly saidAt: EpochMs;
  /** The identity before a change that WhatsApp told us about. */
  readonly was?: { readonly phone?: string | undefined; readonly userId?: string | undefined } | undefined;
}

type Named = Pick<Identity, 'kind' | 'scope' | 'value'>;

/**
 * Finds or plans the contact behind an arrival; nothing is written until the lines are committed. Identities that belong
 * to two contacts are left as they are: the user id wins, since a phone number can get a new owner. A change that WhatsApp
 * tells of links the new identity to the same contact, whoever had it before, and closes the old one, with its time, so it
 * can be undone.
 */
export async function resolveContact(
  store: TenantStore,
  newId: NewId,
  arrival: Arrival,
): Promise<{ readonly contact: Contact; readonly writes: readonly Write[] }> {
  const owners = (who: Partial<Identities>) =>
    Promise.all(namesOf(who, arrival.scope).map(async (name) => ({ name, owner: await ownerOf(store, name, arrival.saidAt) })));
  const names = await owners(arrival.who);
  const before = arrival.was ? await owners(arrival.was) : [];
  const known = [...before, ...names].find(({ owner }) => owner)?.owner?.value.contactId;
  const stored = known === undefined ? undefined : await store.get(contacts, known);

  const contact = stored?.value ?? { id: newId(), name: arrival.name, createdAt: arrival.at };
  const writes: Write[] = [];
  if (!stored) writes.push(insert(contacts, contact));
  const renamed = stored && arrival.name !== '' && stored.value.name === '';
  if (renamed) writes.push(replace(contacts, stored, { ...stored.value, name: arrival.name }));

  for (const { name, owner } of names) {
    const taken = arrival.was && owner && owner.value.contactId !== contact.id;
    if (owner && !taken) continue;
    if (taken) writes.push(...left(owner));
    const provenance = arrival.was ? (name.kind === 'phone' ? 'number_changed' : 'user_id_changed') : 'message';
    const identity = { ...name, contactId: contact.id, provenance, since: arrival.at, until: 0 } as const;
    writes.push(insert(identityRecords, { id: newId(), ...identity }));
  }
  for (const { name: old, owner } of before) {
    const stillNamed = names.some(({ name }) => name.kind === old.kind && name.value === old.value);
    if (owner && !stillNamed) writes.push(...left(owner));
  }
  return { contact: renamed ? { ...contact, name: arrival.name } : contact, writes };

  function left(owner: Stored<Identity>): readonly Write[] {
    return owner.value.until > 0 ? [] : [replace(identityRecords, owner, { ...owner.value, until: arrival.at })];
  }
}

/** User id first: it is the surest. */
function namesOf(who: Partial<Identities>, scope: string): readonly Named[] {
  const names: Named[] = [];
  if (who.userId) names.push({ kind: 'user_id', scope, value: who.userId });
  if (who.phone) names.push({ kind: 'phone', scope: '', value: who.phone });
  if (who.providerId) names.push({ kind: 'provider_id', scope, value: who.providerId });
  return names;
}

/** Of one value, more former owners than any number ever has. */
const FORMER = 100;

/** Whose it was at that time: of the former owners the first who left after it, else the one who has it now. */
async function ownerOf(store: TenantStore, name: Named, at: EpochMs): Promise<Stored<Identity> | undefined> {
  const equals = [name.kind, name.scope, name.value] as const;
  const { items } = await store.find(identityRecords, { by: 'byValue', equals, limit: FORMER });
  return items.find(({ value }) => value.until > at) ?? items.find(({ value }) => value.until === 0);
}
