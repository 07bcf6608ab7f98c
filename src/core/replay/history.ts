import { type InboundRaw, type OutboundMessage, inboundLog, messages } from '#contracts/records/messaging.ts';
import { contactKeys } from '#contracts/records/people.ts';
import { type Sender, senders } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import { everything } from '#core/everything.ts';

/**
 * Everything that the projections of a tenant are made of. `changes` and `ours` may be in any order and hold anything twice. What
 * we said is not in the webhooks: the intents to send are a source of their own, without the receipts.
 */
export interface History {
  readonly tenantId: string;
  readonly senders: readonly Sender[];
  /** What ids of contacts are made with; missing while nobody has written. */
  readonly contactKey: string | undefined;
  readonly changes: readonly InboundRaw[];
  readonly ours: readonly OutboundMessage[];
}

export async function historyOf(store: Store, tenantId: string, told: (read: number) => void = () => {}): Promise<History> {
  const tenant = store.tenant(tenantId);
  const known: Sender[] = [];
  for await (const { value } of everything(store.platform, senders, { by: 'byTenant', equals: [tenantId] })) known.push(value);
  const key = await tenant.get(contactKeys, 'key');
  const ours: OutboundMessage[] = [];
  for await (const { value } of everything(tenant, messages, { by: 'byId', equals: [] }))
    if (value.direction === 'out') ours.push(value);
  const changes: InboundRaw[] = [];
  for await (const { value } of everything(tenant, inboundLog, { by: 'byTime', equals: [] }))
    if (changes.push(value) % 10_000 === 0) told(changes.length);
  return { tenantId, senders: known, contactKey: key?.value.key, changes, ours };
}
