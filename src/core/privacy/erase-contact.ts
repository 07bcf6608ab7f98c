import type { Bus } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Collection } from '#contracts/collection.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import { contactEvents } from '#contracts/events/people.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { Files } from '#contracts/files.ts';
import { bookings } from '#contracts/records/booking.ts';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { type Erasure, contacts, erasures, identityRecords } from '#contracts/records/people.ts';
import {
  type Store,
  type Stored,
  StoreFailure,
  type TenantStore,
  type Write,
  againWhenStale,
  insert,
  remove,
  replace,
} from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { all, everything } from '#core/walking/everything.ts';
import { type Found, everythingOf, fileIn } from './everything-of.ts';
import { concerns, namesOf, personOf } from './person.ts';

export interface EraseNeeds {
  readonly store: Store;
  readonly files: Files;
  readonly bus: Bus;
  readonly clock: Pick<Clock, 'now'>;
  readonly collections: readonly Collection<any, any>[];
  /** Tells open pages. */
  changed(tenantId: string, conversationId: string): void;
}

/** How many of each were removed; of `bookings`, from how many the contact was taken. */
export type Counts = Readonly<Record<string, number>>;

export type Erased =
  | { readonly kind: 'erased'; readonly counts: Counts }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'upcoming_bookings'; readonly count: number };

/** Documents of one batch: each removal locks what it touches. */
const AT_ONCE = 50;
/** Identities that the first batch removes. No person has so many; the rest goes with the others. */
const MOST_IDENTITIES = 100;
/** What is written while it is erased is removed by the next pass. */
const MOST_PASSES = 10;

/**
 * Removes everything of a contact. The contact and its identities go first, in one batch with the mark that it has begun: whoever writes
 * from then on is a new contact. The rest follows in small batches. After a crash anywhere, calling it again goes on; after the end it
 * removes what a consumer that was late has written since, if anything. `by`: a user, a key or `system`.
 */
export function eraseContact({ store, files, bus, clock, collections, changed }: EraseNeeds) {
  return async (tenant: TenantStore, contactId: string, by: string): Promise<Erased> => {
    const begun = await begin(tenant, contactId, by, clock.now());
    if (!('value' in begun)) return begun;
    const person = await personOf(store, tenant, contactId, begun.value.names);
    const counts: Record<string, number> = {};
    const add = (what: string, n = 1) => void (counts[what] = (counts[what] ?? 0) + n);
    for (let pass = 0; await removeAll(); pass += 1)
      if (pass === MOST_PASSES) throw new StoreFailure('contended', 'no', 'something is written for the contact all the time');
    for (const id of person.conversationIds) changed(tenant.tenantId, id);
    if (begun.value.state === 'begun') await finish(tenant, begun, clock.now());
    return { kind: 'erased', counts };

    /** Whether there was anything. */
    async function removeAll(): Promise<boolean> {
      let isClean = true;
      let groups: (readonly Found[])[] = [];
      let size = 0;
      for await (const group of everythingOf(tenant, collections, person)) {
        isClean = false;
        groups.push(group);
        size += group.length;
        if (size < AT_ONCE) continue;
        await removeThese(groups);
        [groups, size] = [[], 0];
      }
      await removeThese(groups);
      const parked = await bus.discard(tenant.tenantId, (event) => concerns(person, event));
      if (parked > 0) add('parked_events', parked);
      return !isClean;
    }

    async function removeThese(groups: readonly (readonly Found[])[]): Promise<void> {
      if (groups.length === 0 || (await isRemoved(groups.flat())) || groups.length === 1) return;
      // Somebody changed one of them meanwhile: what is left then is for the next pass.
      for (const group of groups) await isRemoved(group);
    }

    /** The files first: without their messages nobody would find them. */
    async function isRemoved(found: readonly Found[]): Promise<boolean> {
      // A raw part that names the person twice is found twice.
      const batch = [...new Map(found.map((one) => [`${one.collection.name} ${one.stored.value.id}`, one])).values()];
      for (const id of batch.map(fileIn)) if (id !== undefined) await files.tenant(tenant.tenantId).remove(id);
      const events = batch.flatMap((one) => left(one, clock.now()));
      if ((await tenant.commit(batch.map(without), events)).kind !== 'committed') return false;
      for (const one of batch) {
        add(one.collection.name);
        if (fileIn(one) !== undefined) add('files');
      }
      return true;
    }
  };
}

type Begun = Stored<Erasure> | Exclude<Erased, { kind: 'erased' }>;

async function begin(tenant: TenantStore, contactId: string, by: string, now: number): Promise<Begun> {
  return againWhenStale<Begun & { readonly kind?: string }>(async () => {
    const under = await tenant.get(erasures, contactId);
    if (under) return under;
    const contact = await tenant.get(contacts, contactId);
    if (!contact) return { kind: 'not_there' };
    const count = await upcomingBookingsOf(tenant, contactId, now);
    if (count > 0) return { kind: 'upcoming_bookings', count };
    const value: Erasure = {
      id: contactId,
      state: 'begun',
      by,
      begunAt: now,
      doneAt: 0,
      names: [...(await namesOf(tenant, contactId))],
    };
    const identities = await all(tenant, identityRecords, { by: 'byContact', equals: [contactId] });
    const outcome = await tenant.commit([
      insert(erasures, value),
      remove(contacts, contact),
      ...identities.slice(0, MOST_IDENTITIES).map((identity) => remove(identityRecords, identity)),
    ]);
    return raced(outcome, { value, version: 1 });
  });
}

/** Bookings and holds that have not begun. They block a time, so somebody has to decide about them. */
export async function upcomingBookingsOf(tenant: TenantStore, contactId: string, now: number): Promise<number> {
  let count = 0;
  for await (const { value } of everything(tenant, bookings, { by: 'byContact', equals: [contactId], from: now + 1 }))
    if (value.state === 'confirmed' || (value.state === 'held' && value.expiresAt > now)) count += 1;
  return count;
}

async function finish(tenant: TenantStore, begun: Stored<Erasure>, now: number): Promise<void> {
  const { id: contactId, by, begunAt } = begun.value;
  const told = happened(
    contactEvents.erased,
    { id: `erased-${contactId}-${begunAt}`, key: contactId, at: now },
    { contactId, by },
  );
  // `stale`: another call has finished it.
  await tenant.commit([replace(erasures, begun, { ...begun.value, state: 'done', doneAt: now, names: [] })], [told]);
}

function without({ collection, stored }: Found): Write {
  const how = collection.ofContact;
  const keeps = how?.kind === 'index' ? how.keeps : undefined;
  return keeps ? replace(collection, stored, keeps(stored.value)) : remove(collection, stored);
}

/** A conversation leaves its lists, so that their counts stay right. */
function left({ collection, stored }: Found, at: number): readonly NewEvent[] {
  if (collection.name !== inboxRows.name) return [];
  const { id: conversationId, contactId, senderId, tags } = stored.value as InboxRow;
  const ids = { conversationId, contactId, senderId };
  const occasion = { id: `tagged-erased-${conversationId}`, key: conversationId, at };
  return tags.length === 0 ? [] : [happened(conversationEvents.tagged, occasion, { ...ids, added: [], removed: tags })];
}
