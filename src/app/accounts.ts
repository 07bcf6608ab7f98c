import { z } from 'zod';
import type { Channel } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log.ts';
import { type AccountRecord, accounts, memories } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import { type Stored, type TenantStore, put } from '#contracts/store.ts';
import type { CurrentAccount, OpenAccount } from '#core/messaging/accounts.ts';
import { type Guarded, guarded } from './breaker.ts';

export interface AccountBook {
  readonly current: CurrentAccount;
  /** Circuit breakers of the accounts used since the start. */
  breakers(): readonly { readonly accountId: string; readonly state: ReturnType<Guarded['state']> }[];
}

interface Opened extends OpenAccount {
  readonly guarded: Guarded;
}

interface Entry {
  readonly version: number;
  /** Shared by concurrent calls, so that an account has only one breaker. */
  readonly opening: Promise<Opened>;
  opened?: Opened;
}

/** Opens an account with its decrypted credentials when it is first needed, and again when its record changes. */
export function accountBook(
  channelNamed: (name: string) => Promise<Channel>,
  secrets: Secrets,
  clock: Clock,
  log: Log,
  statusUrl: (channel: string, connectionId: string) => string,
): AccountBook {
  const entries = new Map<string, Entry>();

  return {
    async current(store, senderId) {
      const page = await store.find(accounts, { by: 'bySender', equals: [senderId, true], limit: 1 });
      const record = page.items[0];
      if (!record) return undefined;
      const key = `${store.tenantId}/${record.value.id}`;
      const known = entries.get(key);
      if (known?.version === record.version) return known.opening;
      known?.opened?.guarded.close();
      const entry: Entry = { version: record.version, opening: open(store, record) };
      entries.set(key, entry);
      try {
        return (entry.opened = await entry.opening);
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
    breakers: () =>
      [...entries.values()].flatMap(({ opened }) => (opened ? [{ accountId: opened.id, state: opened.guarded.state() }] : [])),
  };

  async function open(store: TenantStore, record: Stored<AccountRecord>): Promise<Opened> {
    const { id, channel: name, connectionId, sealedConfig } = record.value;
    const channel = await channelNamed(name);
    const config = channel.accountConfig.parse(z.json().parse(JSON.parse(await secrets.open(store.tenantId, sealedConfig))));
    const account = channel.open(config, {
      fetch: globalThis.fetch,
      clock,
      log,
      remember: remembered(store, id),
      statusUrl: statusUrl(name, connectionId),
    });
    const guard = guarded(name, account);
    return { id, capabilities: channel.capabilities, account: guard.account, guarded: guard };
  }
}

function remembered(store: TenantStore, accountId: string) {
  return {
    async get(key: string) {
      return (await store.get(memories, `${accountId}:${key}`))?.value.value;
    },
    /** The last write wins; concurrent writers have equally valid values. */
    async set(key: string, value: string) {
      const id = `${accountId}:${key}`;
      await store.commit([put(memories, await store.get(memories, id), { id, value })]);
    },
  };
}
