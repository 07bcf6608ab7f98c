import type { Settings } from '#config/schema.ts';
import type { Lag } from '#contracts/bus.ts';
import type { AccountHealth } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import { senders } from '#contracts/records/platform.ts';
import { auditHeads } from '#contracts/records/audit.ts';
import { unsettledSends } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { services } from '#contracts/records/catalog.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { todaysCounts } from '#core/analytics/today.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';
import type { AccountBook } from './accounts.ts';
import type { Counts } from './counts.ts';
import type { Lags } from './lags.ts';

const CHECK_DEADLINE_MS = 5_000;

export interface SenderReport {
  readonly sender: string;
  readonly channel: string;
  readonly account: 'missing' | 'sealed' | 'open';
  readonly breaker: 'closed' | 'half-open' | 'open' | 'unused';
  readonly health: AccountHealth;
}

export interface TenantReport {
  readonly tenant: string;
  readonly missing: readonly string[];
  readonly unsettledSends: number;
  readonly senders: readonly SenderReport[];
  /** Events that the audit has written down. */
  readonly audited: number;
  /** What was counted on the present day of the venue. */
  readonly today: Readonly<Record<string, number>>;
  readonly crm: 'none';
}

/** What is configured, reachable and missing. Ids and codes only: no number, no secret. */
export interface DoctorReport {
  readonly ok: boolean;
  readonly node: string;
  readonly timeZoneData: string;
  readonly data: string;
  readonly tenants: readonly TenantReport[];
  readonly consumers: Readonly<Record<string, Lag>>;
  readonly counts: Readonly<Record<string, number>>;
}

export type Report = () => Promise<DoctorReport>;

export function report(
  settings: Settings,
  store: Store,
  lags: Lags,
  accounts: AccountBook,
  counts: Counts,
  clock: Clock,
): Report {
  return async () => {
    const tenants: TenantReport[] = [];
    for await (const tenant of eachTenant(store)) tenants.push(await tenantReport(tenant));
    const healthy = tenants.every(
      (one) => one.missing.length === 0 && one.senders.every((two) => two.health.reachable && two.breaker !== 'open'),
    );
    return {
      ok: tenants.length > 0 && healthy,
      node: process.version,
      timeZoneData: process.versions['tz'] ?? 'unknown',
      data:
        settings.DESKBELL_MONGODB_URL === undefined
          ? settings.DESKBELL_DATA
          : `MongoDB, database ${settings.DESKBELL_MONGODB_DATABASE}`,
      tenants,
      consumers: await lags(),
      counts: await counts.read(),
    };
  };

  async function tenantReport(tenant: TenantStore): Promise<TenantReport> {
    const own = (await store.platform.find(senders, { by: 'byTenant', equals: [tenant.tenantId], limit: 100 })).items;
    const unsettled = await tenant.find(unsettledSends, { by: 'bySince', equals: [], until: clock.now() + 1, limit: 1000 });
    const offered = await tenant.find(services, { by: 'byPosition', equals: [], limit: 1 });
    const missing = [
      ...((await tenant.get(profiles, 'profile')) ? [] : ['profile']),
      ...(own.length > 0 ? [] : ['sender']),
      ...(offered.items.length > 0 ? [] : ['services']),
    ];
    const reports = await Promise.all(own.map(({ value }) => senderReport(tenant, value.id, value.channel)));
    return {
      tenant: tenant.tenantId,
      missing,
      unsettledSends: unsettled.items.length,
      senders: reports,
      audited: (await tenant.get(auditHeads, 'head'))?.value.sequence ?? 0,
      today: (await todaysCounts(tenant, clock)).counts,
      crm: 'none',
    };
  }

  async function senderReport(tenant: TenantStore, sender: string, channel: string): Promise<SenderReport> {
    const without = (account: 'missing' | 'sealed', detail: string): SenderReport => {
      return { sender, channel, account, breaker: 'unused', health: { reachable: false, detail } };
    };
    // One account whose credentials are gone must not hide how all the others are.
    const open = await accounts.current(tenant, sender).catch(() => 'sealed' as const);
    if (open === 'sealed') return without('sealed', 'has an account whose credentials cannot be opened or read');
    if (!open) return without('missing', 'has no account to send with');
    const health = await open.account
      .check(AbortSignal.timeout(CHECK_DEADLINE_MS))
      .catch(() => ({ reachable: false, detail: 'did not answer' }));
    const breaker = accounts.breakers().find((one) => one.accountId === open.id)?.state ?? 'unused';
    return { sender, channel, account: 'open', breaker, health };
  }
}
