import { inboundArrived } from '#contracts/events/arrivals.ts';
import type { BusEvent } from '#contracts/event.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { type Erasure, type Identity, identityRecords } from '#contracts/records/people.ts';
import { senders } from '#contracts/records/platform.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { timelessIdOf } from '#core/ids/id-of.ts';
import { customersIn } from '#core/messaging/customers-in.ts';
import { customerKeys } from '#core/messaging/keys.ts';
import { all } from '#core/walking/everything.ts';

type Name = Erasure['names'][number];

/** Providers send a webhook again for a week: what belongs to a former owner of an identity may come so much later. */
const LATE_MS = 7 * 24 * 3_600_000;

/** Whom to look for: a contact, by its id and by everything that names it elsewhere. */
export interface Person {
  readonly contactId: string;
  readonly names: readonly Name[];
  readonly conversationIds: ReadonlySet<string>;
  /** Within which the user ids of a business number are unique, by the number's id. */
  readonly scopes: ReadonlyMap<string, string>;
}

export async function personOf(store: Store, tenant: TenantStore, contactId: string, names: readonly Name[]): Promise<Person> {
  const numbers = await all(store.platform, senders, { by: 'byTenant', equals: [tenant.tenantId] });
  const threads = await all(tenant, conversations, { by: 'byContact', equals: [contactId] });
  // Its id is made of the number and the contact, so what is left of a conversation is found without it.
  const made = numbers.map(({ value }) => timelessIdOf(value.id, contactId));
  return {
    contactId,
    names,
    conversationIds: new Set([...made, ...threads.map(({ value }) => value.id)]),
    scopes: new Map(numbers.map(({ value }) => [value.id, value.identityScope])),
  };
}

/** The identities that a contact has or had, with the time in which each was its own if somebody else had it, too. */
export async function namesOf(tenant: TenantStore, contactId: string): Promise<readonly Name[]> {
  const own = await all(tenant, identityRecords, { by: 'byContact', equals: [contactId] });
  return Promise.all(own.map(({ value }) => nameOf(tenant, value)));
}

async function nameOf(tenant: TenantStore, { kind, scope, value, contactId, since, until }: Identity): Promise<Name> {
  const owners = await all(tenant, identityRecords, { by: 'byValue', equals: [kind, scope, value] });
  const isShared = owners.some((owner) => owner.value.contactId !== contactId);
  return { kind, scope, value, from: isShared ? since : 0, until: isShared && until > 0 ? until + LATE_MS : 0 };
}

const FIELD = { phone: 'phone', user_id: 'userId', provider_id: 'providerId' } as const;

export function keysOf({ kind, value }: Name): readonly string[] {
  return customerKeys({ [FIELD[kind]]: value });
}

/** Whether what came in by this number at this time, under this name, concerns the person. */
export function isOf(
  { scopes }: Pick<Person, 'scopes'>,
  { kind, scope, from, until }: Name,
  { senderId, receivedAt }: { readonly senderId: string; readonly receivedAt: number },
): boolean {
  if (receivedAt < from || (until > 0 && receivedAt >= until)) return false;
  const there = scopes.get(senderId);
  return kind === 'phone' || there === undefined || there === scope;
}

/** Whether an event of the bus concerns the person: by an id of ours, or by what the provider said. */
export function concerns(person: Person, { data }: BusEvent): boolean {
  if (data['contactId'] === person.contactId) return true;
  if (typeof data['conversationId'] === 'string' && person.conversationIds.has(data['conversationId'])) return true;
  const arrived = inboundArrived.safeParse(data);
  if (!arrived.success) return false;
  const keys = new Set(customersIn(arrived.data.event));
  return person.names.some((name) => isOf(person, name, arrived.data) && keysOf(name).some((key) => keys.has(key)));
}
