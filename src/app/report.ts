import type { Settings } from '#config/schema.ts';
import type { Lag } from '#contracts/bus.ts';
import type { AccountHealth } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { senders } from '#contracts/records/platform.ts';
import { auditHeads } from '#contracts/records/audit.ts';
import { unsettledSends } from '#contracts/records/messaging.ts';
import { accountStates, accounts, profiles, senderCurrents } from '#contracts/records/tenancy.ts';
import { services } from '#contracts/records/catalog.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { todaysCounts } from '#core/analytics/today.ts';
import { all } from '#core/walking/everything.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';
import type { AccountBook } from './accounts.ts';
import type { BreakerState, Call } from './breaker.ts';
import type { Counts } from './counts.ts';
import type { Lags } from './lags.ts';

const CHECK_DEADLINE_MS = 5_000;

/** One account of a business number. */
export interface AccountReport {
  readonly account: string;
  readonly channel: string;
  /** Whether new messages are sent through it. */
  readonly current: boolean;
  readonly state: 'open' | 'paused';
  /** Why and since when it is paused, in milliseconds. */
  readonly paused?: { readonly why: string; readonly since: number };
  readonly breaker: BreakerState | 'unused';
  /** Kinds of calls that the circuit breaker stops. */
  readonly stopped: readonly Call[];
  readonly health: AccountHealth;
}

export interface SenderReport {
  readonly sender: string;
  /** `false` if none of the accounts is current. Then messages wait. */
  readonly current: boolean;
  readonly accounts: readonly AccountReport[];
}

export interface TenantReport {
  readonly tenant: string;
  readonly missing: readonly string[];
  readonly unsettledSends: number;
  readonly senders: readonly SenderReport[];
  /** Events in the audit log. */
  readonly audited: number;
  /** Counts of the venue's current day. */
  readonly today: Readonly<Record<string, number>>;
  readonly crm: 'none';
}

/** What is configured, reachable and missing. Ids and codes only: no phone number, no secret. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly node: string;
  readonly timeZoneData: string;
  readonly data: string;
  readonly tenants: readonly TenantReport[];
  readonly consumers: Readonly<Record<string, Lag>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** Where the data is, for people: the data folder or the MongoDB database. */
export function dataOf({
  DESKBELL_MONGODB_URL: url,
  DESKBELL_MONGODB_DATABASE: database,
  DESKBELL_DATA: folder,
}: Settings): string {
  return url === undefined ? folder : `MongoDB, database ${database}`;
}

export type Report = () => Promise<DoctorReport>;

export function report(settings: Settings, store: Store, lags: Lags, book: AccountBook, counts: Counts, clock: Clock): Report {
  return async () => {
    const tenants: TenantReport[] = [];
    for await (const tenant of eachTenant(store)) tenants.push(await tenantReport(tenant));
    const healthy = tenants.every(
      ({ missing, senders: own }) =>
        missing.length === 0 && own.every((sender) => sender.current && sender.accounts.every(isWell)),
    );
    return {
      ok: tenants.length > 0 && healthy,
      node: process.version,
      timeZoneData: process.versions['tz'] ?? 'unknown',
      data: dataOf(settings),
      tenants,
      consumers: await lags(),
      counts: await counts.read(),
    };
  };

  async function tenantReport(tenant: TenantStore): Promise<TenantReport> {
    const own = await all(store.platform, senders, { by: 'byTenant', equals: [tenant.tenantId] });
    const unsettled = await all(tenant, unsettledSends, { by: 'bySince', equals: [], until: clock.now() + 1 });
    const offered = await tenant.find(services, { by: 'byPosition', equals: [], limit: 1 });
    const missing = [
      ...((await tenant.get(profiles, 'profile')) ? [] : ['profile']),
      ...(own.length > 0 ? [] : ['sender']),
      ...(offered.items.length > 0 ? [] : ['services']),
    ];
    const reports = await Promise.all(own.map(({ value }) => senderReport(tenant, value.id)));
    return {
      tenant: tenant.tenantId,
      missing,
      unsettledSends: unsettled.length,
      senders: reports,
      audited: (await tenant.get(auditHeads, 'head'))?.value.sequence ?? 0,
      today: (await todaysCounts(tenant, clock)).counts,
      crm: 'none',
    };
  }

  async function senderReport(tenant: TenantStore, sender: string): Promise<SenderReport> {
    const current = (await tenant.get(senderCurrents, sender))?.value.accountId;
    const own = await all(tenant, accounts, { by: 'bySender', equals: [sender] });
    const reports = await Promise.all(
      own.map(({ value }) => accountReport(tenant, value.id, value.channel, value.id === current)),
    );
    return { sender, current: reports.some((one) => one.current), accounts: reports };
  }

  /** Asks the provider first, because its answer may pause or resume the account. */
  async function accountReport(tenant: TenantStore, account: string, channel: string, current: boolean): Promise<AccountReport> {
    const health = await book
      .check(tenant, account, AbortSignal.timeout(CHECK_DEADLINE_MS))
      .catch(() => ({ reachable: false, detail: 'The provider did not answer.' }));
    const state = (await tenant.get(accountStates, account))?.value;
    const { state: breaker = 'unused', stopped = [] } = book.breakers().find((one) => one.accountId === account) ?? {};
    const common = { account, channel, current, breaker, stopped, health } as const;
    if (state?.state !== 'paused') return { ...common, state: 'open' };
    return { ...common, state: 'paused', paused: { why: state.why, since: state.since } };
  }
}

/** Earlier accounts do not count, because they may be closed at the provider. */
function isWell({ current, state, breaker, health }: AccountReport): boolean {
  return !current || (state === 'open' && breaker !== 'open' && health.reachable);
}
