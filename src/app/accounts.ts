import { z } from 'zod';
import type { AccountHealth, Channel } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Log } from '#contracts/log.ts';
import {
  type AccountRecord,
  type AccountState,
  accountStates,
  accounts,
  memories,
  senderCurrents,
} from '#contracts/records/tenancy.ts';
import { type Secrets, SecretsFailure } from '#contracts/secrets.ts';
import { type Stored, type TenantStore, put } from '#contracts/store.ts';
import { isPaused, pauseAccount, resumeAccount } from '#core/messaging/account-states.ts';
import type { Accounts, FoundAccount, OpenAccount, Rest } from '#core/messaging/accounts.ts';
import { type BreakerState, type Call, type Guarded, guarded } from './breaker.ts';
import { sendsRest } from './sends-rest.ts';
import { watchedAccount } from './watched-account.ts';

export interface AccountBook extends Accounts {
  /** Asks the provider, even while the account is paused. Accepted credentials resume it, refused ones pause it. */
  check(store: TenantStore, accountId: string, signal: AbortSignal): Promise<AccountHealth>;
  /** Circuit breakers of the accounts used since the start. */
  breakers(): readonly { readonly accountId: string; readonly state: BreakerState; readonly stopped: readonly Call[] }[];
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

/** An account as it is in the store. */
interface Seen {
  readonly record: Stored<AccountRecord>;
  readonly state: Stored<AccountState> | undefined;
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
      return found(store, await seenCurrent(store, senderId));
    },
    async byId(store, accountId) {
      return found(store, await see(store, accountId));
    },
    async ofConnection(store, senderId, connectionId) {
      const current = await seenCurrent(store, senderId);
      if (current?.record.value.connectionId === connectionId) return found(store, current);
      const page = await store.find(accounts, { by: 'bySender', equals: [senderId, connectionId], limit: 1 });
      return page.items[0] && found(store, await see(store, page.items[0].value.id));
    },
    async check(store, accountId, signal) {
      const seen = await see(store, accountId);
      const open = seen && (await openOrWhy(store, seen.record));
      if (!open) return { reachable: false, detail: 'There is no such account.' };
      if (typeof open === 'string') return { reachable: false, detail: 'Its credentials cannot be opened or read.' };
      try {
        const health = await open.account.check(signal);
        if (health.reachable) await resume(store, accountId);
        return health;
      } catch (error) {
        if (!(error instanceof AdapterFailure)) throw error;
        return { reachable: false, detail: error.message };
      }
    },
    breakers: () =>
      [...entries.values()].flatMap(({ opened }) =>
        opened ? [{ accountId: opened.id, state: opened.guarded.state(), stopped: opened.guarded.stopped() }] : [],
      ),
  };

  async function found(store: TenantStore, seen: Seen | undefined): Promise<FoundAccount> {
    if (!seen) return undefined;
    const { record, state } = seen;
    const { id } = record.value;
    if (state && isPaused(state.value, record)) return { kind: 'paused', id, why: state.value.why };
    if (state?.value.state === 'paused') await resume(store, id);
    const open = await openOrWhy(store, record);
    return typeof open === 'string' ? { kind: 'paused', id, why: open } : open;
  }

  /** The account, or why it is now paused: its credentials cannot be read. */
  async function openOrWhy(store: TenantStore, record: Stored<AccountRecord>): Promise<Opened | string> {
    try {
      return await opened(store, record);
    } catch (error) {
      const why = unreadable(error);
      if (why === undefined) throw error;
      await pause(store, record, why);
      return why;
    }
  }

  async function opened(store: TenantStore, record: Stored<AccountRecord>): Promise<Opened> {
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
  }

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
    const resting = sendsRest(account, clock);
    const guard = guarded(name, resting.account, clock);
    const watched = watchedAccount(guard.account, () => pause(store, record, 'unauthorized'));
    const rest = (): Rest | undefined => {
      const limited = resting.leftMs();
      if (limited > 0) return { why: 'rate_limited', ms: limited };
      const broken = guard.restMs('send');
      return broken > 0 ? { why: 'breaker_open', ms: broken } : undefined;
    };
    return { kind: 'open', id, capabilities: channel.capabilities, account: watched, rest, guarded: guard };
  }

  /** Never rejects, because the caller has its own failure to handle and will retry. */
  async function pause(store: TenantStore, record: Stored<AccountRecord>, why: string): Promise<void> {
    const about = { tenant: store.tenantId, account: record.value.id, why };
    try {
      const { kind } = await pauseAccount(store, clock, record, why);
      if (kind === 'paused') log.error('an account is paused', about);
    } catch (error) {
      log.error('an account could not be paused', { ...about, error: error instanceof Error ? error.name : typeof error });
    }
  }

  async function resume(store: TenantStore, accountId: string): Promise<void> {
    const { kind } = await resumeAccount(store, clock, accountId);
    if (kind === 'resumed') log.info('an account is used again', { tenant: store.tenantId, account: accountId });
  }
}

async function seenCurrent(store: TenantStore, senderId: string): Promise<Seen | undefined> {
  const current = await store.get(senderCurrents, senderId);
  return current && see(store, current.value.accountId);
}

async function see(store: TenantStore, accountId: string): Promise<Seen | undefined> {
  const [record, state] = await Promise.all([store.get(accounts, accountId), store.get(accountStates, accountId)]);
  return record && { record, state };
}

/** `undefined`: something else is wrong, such as the store. */
function unreadable(error: unknown): string | undefined {
  if (error instanceof SecretsFailure) return 'sealed';
  if (error instanceof AdapterFailure) return error.code;
  return error instanceof z.ZodError || error instanceof SyntaxError ? 'misconfigured' : undefined;
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
