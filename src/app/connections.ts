import type { Channel } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log.ts';
import { type Sender, addresses, connections, senders } from '#contracts/records/platform.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import type { OpenConnection } from '#core/messaging/ingest.ts';
import { everything } from '#core/walking/everything.ts';
import { shared } from '#core/calls/shared.ts';

/** The scope in which connections' secrets are sealed. */
export const PLATFORM = 'platform';
/** How long connections and senders are cached. A sender that moves to another tenant is noticed within this time. */
const REMEMBER_MS = 10_000;

/** Finds a connection by the id in a webhook's path and opens it with its secrets. `undefined` if there is none. */
export type ConnectionBook = (channel: string, id: string) => Promise<OpenConnection | undefined>;

export function connectionBook(
  channelNamed: (name: string) => Promise<Channel>,
  store: Store,
  secrets: Secrets,
  clock: Clock,
  log: Log,
): ConnectionBook {
  const opened = new Map<string, { readonly open: OpenConnection; /** By `monotonic()`. */ readonly until: number }>();

  /** Concurrent requests for the same connection share one read. */
  const opening = shared((channel: string, id: string) => JSON.stringify([channel, id]), fresh);

  return async (channel, id) => {
    const known = opened.get(id);
    if (known && known.until > clock.monotonic()) return known.open.channel === channel ? known.open : undefined;
    return opening(channel, id);
  };

  async function fresh(channel: string, id: string): Promise<OpenConnection | undefined> {
    const record = await store.platform.get(connections, id);
    if (record?.value.channel !== channel) return undefined;
    const adapter = await channelNamed(channel);
    const config = adapter.connectionConfig.parse(JSON.parse(await secrets.open(PLATFORM, record.value.sealedConfig)));
    const open: OpenConnection = {
      id,
      channel,
      connection: adapter.connect(config, { log }),
      acknowledgement: adapter.acknowledgement,
      senderOf: senderOf(store, id),
      tenantsOf: tenantsOf(store, id),
    };
    opened.set(id, { open, until: clock.monotonic() + REMEMBER_MS });
    return open;
  }
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
function tenantsOf(store: Store, connectionId: string): OpenConnection['tenantsOf'] {
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
