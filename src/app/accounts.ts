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
  /** Breakers of the accounts that were used since the start. */
  breakers(): readonly { readonly accountId: string; readonly state: ReturnType<Guarded['state']> }[];
}

interface Opened extends OpenAccount {
  readonly version: number;
  readonly guarded: Guarded;
}

/** Opens accounts with their unsealed credentials when they are first needed, and again when their record changes. */
export function accountBook(
  channelNamed: (name: string) => Promise<Channel>,
  secrets: Secrets,
  clock: Clock,
  log: Log,
  statusUrl: (channel: string, connectionId: string) => string,
): AccountBook {
  const opened = new Map<string, Opened>();

  return {
    async current(store, senderId) {
      const page = await store.find(accounts, { by: 'bySender', equals: [senderId, true], limit: 1 });
      const record = page.items[0];
      if (!record) return undefined;
      const key = `${store.tenantId}/${record.value.id}`;
      const known = opened.get(key);
      if (known?.version === record.version) return known;
      const fresh = await open(store, record);
      opened.set(key, fresh);
      return fresh;
    },
    breakers: () => [...opened.values()].map((one) => ({ accountId: one.id, state: one.guarded.state() })),
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
    return { id, version: record.version, capabilities: channel.capabilities, account: guard.account, guarded: guard };
  }
}

function remembered(store: TenantStore, accountId: string) {
  return {
    async get(key: string) {
      return (await store.get(memories, `${accountId}:${key}`))?.value.value;
    },
    /** Whoever writes last is right: both found it out themselves. */
    async set(key: string, value: string) {
      const id = `${accountId}:${key}`;
      await store.commit([put(memories, await store.get(memories, id), { id, value })]);
    },
  };
}
