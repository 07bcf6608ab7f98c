import type { Channel, Connection, InboundPart } from '#contracts/channel.ts';
import type { Log } from '#contracts/log.ts';
import { type Sender, addresses, senders } from '#contracts/records/platform.ts';
import type { Store } from '#contracts/store.ts';
import type { KeptPart, OpenSource, PartMeaning, PartOwner, SourceKind } from '#contracts/webhook-source.ts';
import { shared } from '#core/calls/shared.ts';
import { everything } from '#core/walking/everything.ts';
import { arrival, isUnrecognised } from './arrival.ts';
import { customersIn } from './customers-in.ts';

export interface ChannelSourceNeeds {
  readonly store: Store;
  readonly log: Log;
  readonly channels: {
    readonly names: readonly string[];
    /** @throws AdapterFailure `misconfigured` if there is none of this name */
    named(name: string): Promise<Channel>;
  };
}

/** Every channel is a source of webhooks. */
export function channelSources({ store, log, channels }: ChannelSourceNeeds): SourceKind {
  return {
    named: (name) => channels.names.includes(name),
    async open({ id, name, config }) {
      const channel = await channels.named(name);
      const connection = channel.connect(channel.connectionConfig.parse(config), { log });
      return channelSource({ id, name, connection, senderOf: senderOf(store, id), tenantsOf: tenantsOf(store, id) });
    },
  };
}

export interface ChannelConnection {
  readonly id: string;
  /** Of the channel. */
  readonly name: string;
  readonly connection: Connection;
  /** Finds a sender of this connection only. */
  senderOf(address: string): Promise<Sender | undefined>;
  /** Tenants with an address on this connection that may belong to this business account. Without one, all with an address here. */
  tenantsOf(businessAccount: string | undefined): Promise<readonly string[]>;
}

/** A connection of a channel: whose its parts are, and what they mean. */
export function channelSource({ id, name, connection, senderOf, tenantsOf }: ChannelConnection): OpenSource<InboundPart> {
  return { id, name, source: connection, ownersOf, meaningOf };

  /** The tenant of its number. For a notice about a whole business account, every tenant that the account may belong to. */
  async function ownersOf(part: InboundPart): Promise<readonly PartOwner[]> {
    if (part.address !== undefined) {
      const sender = await senderOf(part.address);
      return sender ? [{ tenantId: sender.tenantId, senderId: sender.id }] : [];
    }
    if (!isAccountNews(part)) return [];
    return (await tenantsOf(part.businessAccount)).map((tenantId) => ({ tenantId, senderId: '' }));
  }
}

function isAccountNews({ events }: InboundPart): boolean {
  return events.length > 0 && events.every(({ kind }) => kind === 'notice');
}

function meaningOf({ events }: InboundPart, kept: KeptPart): PartMeaning {
  const { connectionId, senderId, source: channel, rawId, digest, order, receivedAt } = kept;
  const common = { connectionId, senderId, channel, rawId, digest, order, receivedAt };
  return {
    events: events.map((event, n) => arrival({ ...common, n, event })),
    kinds: events.map(({ kind }) => kind),
    unrecognised: events.some(isUnrecognised),
    customers: events.flatMap(customersIn),
  };
}

/** Caches found senders as long as their connection is cached. A sender that was not found is looked up each time. */
function senderOf(store: Store, connectionId: string): (providerSender: string) => Promise<Sender | undefined> {
  const known = new Map<string, Sender>();
  const finding = shared((providerSender: string) => providerSender, find);
  return async (providerSender) => known.get(providerSender) ?? finding(providerSender);

  async function find(providerSender: string): Promise<Sender | undefined> {
    const query = { by: 'byConnection', equals: [connectionId, providerSender], limit: 1 } as const;
    const address = (await store.platform.find(addresses, query)).items[0]?.value;
    const found = address && (await store.platform.get(senders, address.senderId))?.value;
    if (found) known.set(providerSender, found);
    return found;
  }
}

/**
 * Reads the store each time, because such notices are rare. One Meta app may serve many businesses, and none may see a notice about
 * another. So addresses known to belong to another business account are left out.
 */
function tenantsOf(store: Store, connectionId: string): ChannelConnection['tenantsOf'] {
  return async (businessAccount) => {
    const queries =
      businessAccount === undefined
        ? [{ by: 'byConnection', equals: [connectionId] } as const]
        : [businessAccount, ''].map((account) => ({ by: 'byBusinessAccount', equals: [connectionId, account] }) as const);
    const tenants = new Set<string>();
    for (const query of queries)
      for await (const { value } of everything(store.platform, addresses, query)) tenants.add(value.tenantId);
    return [...tenants];
  };
}
