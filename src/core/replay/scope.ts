import type { EpochMs } from '#contracts/clock.ts';
import type { Document } from '#contracts/collection.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { identityRecords } from '#contracts/records/people.ts';
import { senders } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { orderOf } from '#core/ids/order.ts';
import { everything } from '#core/walking/everything.ts';
import { type Plan, peopleIn } from './plan.ts';

/** A part of a tenant's data. A range is by time of acceptance, with an exclusive end. */
export interface Part {
  readonly conversationId?: string | undefined;
  readonly from?: EpochMs | undefined;
  readonly until?: EpochMs | undefined;
}

/** The steps a part needs, and the documents that can then be compared. */
export interface Scope {
  narrowed(plan: Plan): Plan;
  holds(collection: string, document: Document & Readonly<Record<string, unknown>>): boolean;
}

export function isRange({ from, until }: Part): boolean {
  return from !== undefined || until !== undefined;
}

/**
 * For a conversation, everything from its customer is replayed, and the conversation's documents are compared. For a range,
 * everything before its end is replayed, but only the customer messages accepted within it are compared, because conversations,
 * contacts and delivery updates changed later. `undefined` if the tenant has no such conversation.
 */
export async function scopeOf(store: Store, tenantId: string, part: Part): Promise<Scope | undefined> {
  const inRange = rangeOf(part);
  if (part.conversationId === undefined)
    return { narrowed: (plan) => (isRange(part) ? withoutOurs(plan) : plan), holds: inRange };
  const found = await store.tenant(tenantId).get(conversations, part.conversationId);
  if (!found) return undefined;
  const { id, contactId, to, senderId } = found.value;
  const people = new Set(await namesOf(store, tenantId, contactId));
  const scope = (await store.platform.get(senders, senderId))?.value.identityScope ?? '';
  for (const [kind, value] of [
    ['user_id', to.userId],
    ['phone', to.phone],
    ['provider_id', to.providerId],
  ] as const)
    if (value !== undefined) people.add(JSON.stringify([kind, kind === 'phone' ? '' : scope, value]));

  const belongs: Readonly<Record<string, (document: Readonly<Record<string, unknown>>) => boolean>> = {
    contacts: (contact) => contact['id'] === contactId,
    identities: (identity) => identity['contactId'] === contactId,
    conversations: (conversation) => conversation['id'] === id,
    messages: (message) => message['conversationId'] === id,
    provider_messages: (message) => message['conversationId'] === id,
  };
  return {
    narrowed(whole) {
      const plan = isRange(part) ? withoutOurs(whole) : whole;
      const ours = plan.ours.filter(([first]) => first?.conversationId === id);
      const sent = new Set(ours.flat().map((message) => message.id));
      const known = new Set(ours.flat().map((message) => message.providerMessageId));
      return {
        ...plan,
        messages: plan.messages.filter((strand) => strand.some((heard) => peopleIn(heard).some((name) => people.has(name)))),
        ours,
        statuses: plan.statuses.filter((strand) =>
          strand.some(({ event }) => known.has(event.providerMessageId) || (event.ref !== undefined && sent.has(event.ref))),
        ),
      };
    },
    holds: (collection, document) => inRange(collection, document) && belongs[collection]?.(document) === true,
  };
}

function rangeOf(part: Part): Scope['holds'] {
  if (!isRange(part)) return () => true;
  const from = part.from === undefined ? '' : orderOf(part.from, '');
  const until = part.until === undefined ? '~' : orderOf(part.until, '');
  return (collection, { direction, order }) =>
    collection === messages.name && direction === 'in' && typeof order === 'string' && order >= from && order < until;
}

function withoutOurs(plan: Plan): Plan {
  return { ...plan, ours: [], statuses: [] };
}

async function namesOf(store: Store, tenantId: string, contactId: string): Promise<string[]> {
  const names: string[] = [];
  const query = { by: 'byContact', equals: [contactId] } as const;
  for await (const { value } of everything(store.tenant(tenantId), identityRecords, query))
    names.push(JSON.stringify([value.kind, value.scope, value.value]));
  return names;
}
