import type { Collection, Document } from '#contracts/collection.ts';
import { dueEntries } from '#contracts/later.ts';
import { type Message, conversations, inboundCustomers, inboundLog, messages } from '#contracts/records/messaging.ts';
import type { Stored, TenantStore } from '#contracts/store.ts';
import { partsOfCustomer } from '#core/arrivals/parts-of-customer.ts';
import { everything } from '#core/walking/everything.ts';
import { type Person, isOf, keysOf } from './person.ts';

type Any = Collection<any, any>;

export interface Found {
  readonly collection: Any;
  readonly stored: Stored<Document>;
}

/**
 * Everything that the declared collections have of a person, as `ofContact` of each says. What comes together must be removed together,
 * and what is needed to find something comes after it: so somebody who removes it as it comes can end anywhere and begin again.
 */
export async function* everythingOf(
  tenant: TenantStore,
  collections: readonly Any[],
  person: Person,
): AsyncGenerator<readonly Found[]> {
  const said = (kind: string, detail: string) =>
    collections.filter(({ ofContact: how }) => {
      if (how?.kind === 'id') return kind === 'id' && how.of === detail;
      return how?.kind === 'index' && kind === 'index' && how.equals === detail;
    });
  const logs: readonly string[] = [inboundLog.name, inboundCustomers.name];

  for await (const stored of everything(tenant, dueEntries, { by: 'byDue', equals: [] }))
    if (await isAbout(tenant, person, stored.value.about)) yield [{ collection: dueEntries, stored }];

  for (const conversationId of person.conversationIds) {
    for (const collection of said('index', 'conversation'))
      for await (const stored of indexed(tenant, collection, conversationId)) {
        const rest = collection.name === messages.name ? await withId(tenant, said('id', 'message'), stored.value.id) : [];
        yield [...rest, { collection, stored }];
      }
    const thread = await withId(tenant, said('id', 'conversation'), conversationId);
    if (thread.length > 0) yield thread;
  }

  for (const collection of said('index', 'contact'))
    if (collection.name !== conversations.name)
      for await (const stored of indexed(tenant, collection, person.contactId)) yield [{ collection, stored }];
  for await (const stored of indexed(tenant, conversations, person.contactId)) yield [{ collection: conversations, stored }];

  for (const name of person.names)
    for (const key of keysOf(name)) {
      for (const collection of said('index', 'customer'))
        if (!logs.includes(collection.name))
          for await (const stored of indexed(tenant, collection, key)) yield [{ collection, stored }];
      for await (const part of partsOfCustomer(tenant, [key]))
        if (isOf(person, name, part.value)) yield [{ collection: inboundLog, stored: part }, ...(await moreKeysOf(tenant, part))];
    }

  const own = await withId(tenant, said('id', 'contact'), person.contactId);
  if (own.length > 0) yield own;
}

/** The index that `ofContact` names; a test holds that there is one, and that it begins with the field in question. */
function indexed(tenant: TenantStore, collection: Any, value: string): AsyncGenerator<Stored<Document>> {
  const how = collection.ofContact;
  return everything(tenant, collection, { by: how?.kind === 'index' ? how.by : '', equals: [value] as never });
}

async function withId(tenant: TenantStore, collections: readonly Any[], id: string): Promise<readonly Found[]> {
  const found = await Promise.all(
    collections.map(async (collection) => ({ collection, stored: await tenant.get(collection, id) })),
  );
  return found.flatMap(({ collection, stored }) => (stored ? [{ collection, stored: stored as Stored<Document> }] : []));
}

/** Keys of customers that the part's own document had no room for. */
async function moreKeysOf(tenant: TenantStore, { value }: Stored<Document>): Promise<readonly Found[]> {
  const more: Found[] = [];
  for (let n = 0; ; n += 1) {
    const stored = await tenant.get(inboundCustomers, `${value.id}.${n}`);
    if (!stored) return more;
    more.push({ collection: inboundCustomers, stored });
  }
}

/** An entry of a booking stays, as the booking's time does. */
async function isAbout(tenant: TenantStore, person: Person, about: Readonly<Record<string, string>>): Promise<boolean> {
  const { contactId, conversationId, messageId } = about;
  if (contactId !== undefined) return contactId === person.contactId;
  if (conversationId !== undefined) return person.conversationIds.has(conversationId);
  if (messageId === undefined) return false;
  return (await tenant.get(messages, messageId))?.value.contactId === person.contactId;
}

/** The file of a message has the id of the message. */
export function fileIn({ collection, stored }: Found): string | undefined {
  if (collection.name !== messages.name) return undefined;
  const message = stored.value as Message;
  return message.direction === 'in' && message.media ? message.id : undefined;
}
