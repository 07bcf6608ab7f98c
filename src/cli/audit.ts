import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { STORE } from '#app/tokens.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { PlatformStore, Store, TenantStore } from '#contracts/store.ts';
import { type Fault, type Verdict, verifyChain } from '#core/audit/verify.ts';
import { chosen } from './chosen.ts';
import { Failed } from './endings.ts';
import { installation } from './installation.ts';

interface VerifyOptions {
  readonly tenant?: string;
  readonly json?: boolean;
  readonly data?: string;
}

const FAULTS: Readonly<Record<Fault, string>> = {
  changed: 'was changed',
  missing: 'is missing',
  inserted: 'was inserted',
  unlinked: 'does not continue the one before it',
  head: 'is not what the chain ended with',
};

/** Walks the audit chains, also beside a running Deskbell: one line per tenant, and one for the platform. Ends with 1 when one does not hold. */
export async function verifyAudit(options: VerifyOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const store = resolve(await open(installation(options.data), {}, opened), STORE);
  const verdicts: { tenant: string; verdict: Verdict }[] = [];
  for await (const [tenant, place] of places(store, options.tenant)) {
    const verdict = await verifyChain(place);
    verdicts.push({ tenant, verdict });
    if (!options.json) process.stdout.write(`${tenant}: ${sentence(verdict)}\n`);
  }
  const ok = verdicts.every(({ verdict }) => verdict.kind === 'holds');
  if (options.json) {
    const all = verdicts.map(({ tenant, verdict }) => ({ tenant, ...verdict }));
    process.stdout.write(`${JSON.stringify({ ok, tenants: all }, null, 2)}\n`);
  }
  if (!ok) throw new Failed();
}

/** Where there are chains. The platform is named like a tenant: no tenant can have that name. */
async function* places(store: Store, id: string | undefined): AsyncGenerator<readonly [string, TenantStore | PlatformStore]> {
  if (id !== PLATFORM_SCOPE) for await (const tenant of chosen(store, id)) yield [tenant.tenantId, tenant];
  if (id === undefined || id === PLATFORM_SCOPE) yield [PLATFORM_SCOPE, store.platform];
}

function sentence(verdict: Verdict): string {
  if (verdict.kind === 'broken') return `the chain is BROKEN: entry ${verdict.sequence} ${FAULTS[verdict.fault]}.`;
  if (verdict.entries === 0) return 'nothing has been written yet.';
  return `the chain of ${verdict.entries} entries holds; it ends with ${verdict.head}.`;
}
