import { type InboundRaw, type OutboundMessage, inboundLog, messages } from '#contracts/records/messaging.ts';
import { type Erasure, contactKeys, erasures } from '#contracts/records/people.ts';
import { type Sender, senders } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { all, everything } from '#core/walking/everything.ts';

/**
 * Everything a tenant's projections are built from. `changes` and `ours` may be in any order and contain duplicates. `ours` holds
 * the outbound messages without their delivery updates, because the webhooks do not contain what we sent.
 */
export interface History {
  readonly tenantId: string;
  readonly senders: readonly Sender[];
  /** The key for contact ids; missing until the first customer writes. */
  readonly contactKey: string | undefined;
  /** Contacts that were erased: whoever wrote again has another id since. */
  readonly erased: readonly Erasure[];
  readonly changes: readonly InboundRaw[];
  readonly ours: readonly OutboundMessage[];
}

export async function historyOf(store: Store, tenantId: string, told: (read: number) => void = () => {}): Promise<History> {
  const tenant = store.tenant(tenantId);
  const known: Sender[] = [];
  for await (const { value } of everything(store.platform, senders, { by: 'byTenant', equals: [tenantId] })) known.push(value);
  const key = await tenant.get(contactKeys, 'key');
  const erased = (await all(tenant, erasures, { by: 'byState', equals: [] })).map(({ value }) => value);
  const ours: OutboundMessage[] = [];
  for await (const { value } of everything(tenant, messages, { by: 'byId', equals: [] }))
    if (value.direction === 'out') ours.push(value);
  const changes: InboundRaw[] = [];
  for await (const { value } of everything(tenant, inboundLog, { by: 'byTime', equals: [] }))
    if (changes.push(value) % 10_000 === 0) told(changes.length);
  return { tenantId, senders: known, contactKey: key?.value.key, erased, changes, ours };
}
