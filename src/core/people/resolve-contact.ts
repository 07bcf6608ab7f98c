import type { EpochMs } from '#contracts/clock.ts';
import { happened } from '#contracts/events/define.ts';
import { contactEvents } from '#contracts/events/people.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import type { Identities } from '#contracts/inbound.ts';
import { type Contact, type Identity, contactKeys, contacts, erasures, identityRecords } from '#contracts/records/people.ts';
import { type Stored, type TenantStore, type Write, insert, replace } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';

export interface Appearance {
  readonly who: Identities;
  /** The portfolio or account within which user ids are unique. */
  readonly scope: string;
  readonly name: string;
  /** Time of acceptance. A new identity starts, and an old one ends, at this time. */
  readonly at: EpochMs;
  /** Order of acceptance. */
  readonly order: string;
  /** When the message was sent. It belongs to the contact who had the identity at that time. */
  readonly saidAt: EpochMs;
  /** The identity before a change that WhatsApp announced. */
  readonly was?: { readonly phone?: string | undefined; readonly userId?: string | undefined } | undefined;
}

export interface Resolved {
  readonly contact: Contact;
  readonly writes: readonly Write[];
  readonly events: readonly NewEvent[];
}

type Named = Pick<Identity, 'kind' | 'scope' | 'value'>;

/** An identity with its owners. */
interface Owned {
  readonly name: Named;
  /** The owner when the message was sent. */
  readonly owner: Stored<Identity> | undefined;
  /** The current owner. */
  readonly present: Stored<Identity> | undefined;
  /** When the latest former owner gave it up; 0 if there is none. */
  readonly leftAt: EpochMs;
}

/**
 * Finds the contact behind an appearance or plans a new one; nothing is written until the writes are committed. If the identities
 * belong to two contacts, both stay and the user id decides, because a phone number can get a new owner. A change announced by
 * WhatsApp links the new identity to the same contact and closes the old one with its time, so that it can be undone. Ids are
 * derived from the identity, so every process makes the same ones.
 */
export async function resolveContact(store: TenantStore, newId: NewId, appearance: Appearance): Promise<Resolved> {
  const owners = (who: Partial<Identities>) =>
    Promise.all(namesOf(who, appearance.scope).map((name) => ownersOf(store, name, appearance.saidAt)));
  const names = await owners(appearance.who);
  const before = appearance.was ? await owners(appearance.was) : [];
  const known = [...before, ...names].find(({ owner }) => owner)?.owner?.value.contactId;
  const stored = known === undefined ? undefined : await store.get(contacts, known);

  const writes: Write[] = [];
  let key: string | undefined;
  const contact = stored ? withAppearance(stored.value, appearance) : await newContact();
  if (!stored) writes.push(insert(contacts, contact));
  else if (contact !== stored.value) writes.push(replace(contacts, stored, contact));

  for (const owned of names) {
    const { owner, present } = owned;
    if (owner?.value.contactId === contact.id) writes.push(...sinceEarlier(owner));
    else if (!owner) writes.push(await gained(owned));
    else if (appearance.was && present && present === owner) writes.push(...left(owned), await gained(owned));
    else if (appearance.was && !present) writes.push(await gained(owned));
  }
  for (const old of before) {
    const stillNamed = names.some(({ name }) => name.kind === old.name.kind && name.value === old.name.value);
    if (old.owner === old.present && !stillNamed) writes.push(...left(old));
  }
  return { contact, writes, events: events() };

  function events(): readonly NewEvent[] {
    const occasion = (what: string) => ({ id: `${what}-${contact.id}-${appearance.order}`, key: contact.id, at: appearance.at });
    const contactId = contact.id;
    if (!stored) return [happened(contactEvents.created, occasion('created'), { contactId })];
    const renamed = contact.name !== stored.value.name;
    const identified = writes.some(({ kind, collection }) => kind === 'insert' && collection === identityRecords);
    return [
      ...(renamed ? [happened(contactEvents.changed, occasion('named'), { contactId, what: 'name' })] : []),
      ...(identified ? [happened(contactEvents.changed, occasion('identified'), { contactId, what: 'identity' })] : []),
    ];
  }

  async function newContact(): Promise<Contact> {
    const [first] = names;
    if (!first) throw new RangeError('the appearance has no identity');
    const named = appearance.name === '' ? {} : { nameOrder: appearance.order };
    return { id: await unused(await idOf(first)), name: appearance.name, ...named, createdAt: appearance.at };
  }

  /** Somebody who was erased and writes again gets another id: whatever is late for the old one must not reach the new one. */
  async function unused(id: string): Promise<string> {
    return (await store.get(erasures, id)) ? unused(timelessIdOf(await keyOf(), 'after', id)) : id;
  }

  async function gained(owned: Owned): Promise<Write> {
    const provenance = appearance.was ? (owned.name.kind === 'phone' ? 'number_changed' : 'user_id_changed') : 'message';
    return insert(identityRecords, {
      id: await idOf(owned),
      ...owned.name,
      contactId: contact.id,
      provenance,
      since: appearance.at,
      until: 0,
    });
  }

  function left({ present, leftAt }: Owned): readonly Write[] {
    if (!present) return [];
    return [replace(identityRecords, present, { ...present.value, until: leaves(leftAt) })];
  }

  /** Ensures that no two owners give up an identity at the same time, because that time is part of the next owner's id. */
  function leaves(leftAt: EpochMs): EpochMs {
    return Math.max(appearance.at, leftAt + 1);
  }

  function sinceEarlier(owner: Stored<Identity>): readonly Write[] {
    if (owner.value.until > 0 || owner.value.since <= appearance.at) return [];
    return [replace(identityRecords, owner, { ...owner.value, since: appearance.at })];
  }

  async function idOf({ name, present, leftAt }: Owned): Promise<string> {
    const after = present && appearance.was ? leaves(leftAt) : leftAt;
    return timelessIdOf(await keyOf(), name.kind, name.scope, name.value, String(after));
  }

  async function keyOf(): Promise<string> {
    key ??= (await store.get(contactKeys, 'key'))?.value.key;
    if (key === undefined) {
      key = newId();
      writes.push(insert(contactKeys, { id: 'key', key }));
    }
    return key;
  }
}

/** The earliest message decides `createdAt`, and the earliest message with a name decides the name. */
function withAppearance(contact: Contact, { at, name, order }: Appearance): Contact {
  const isNamed = name !== '' && (contact.name === '' || (contact.nameOrder !== undefined && order < contact.nameOrder));
  if (!isNamed && contact.createdAt <= at) return contact;
  return { ...contact, ...(isNamed ? { name, nameOrder: order } : {}), createdAt: Math.min(contact.createdAt, at) };
}

/** The user id comes first, because it is the most reliable. */
function namesOf(who: Partial<Identities>, scope: string): readonly Named[] {
  const names: Named[] = [];
  if (who.userId) names.push({ kind: 'user_id', scope, value: who.userId });
  if (who.phone) names.push({ kind: 'phone', scope: '', value: who.phone });
  if (who.providerId) names.push({ kind: 'provider_id', scope, value: who.providerId });
  return names;
}

/** The owner at that time: the first former owner who left after it, or else the current owner. */
async function ownersOf(store: TenantStore, name: Named, at: EpochMs): Promise<Owned> {
  const equals = [name.kind, name.scope, name.value] as const;
  const items = await all(store, identityRecords, { by: 'byValue', equals, order: 'desc' });
  const present = items.find(({ value }) => value.until === 0);
  const owner = items.findLast(({ value }) => value.until > at) ?? present;
  return { name, owner, present, leftAt: items[0]?.value.until ?? 0 };
}
