import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, STORE } from '#app/tokens.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { PlatformStore, Store, TenantStore } from '#contracts/store.ts';
import { type Fault, type Verdict, verifyChain } from '#core/audit/verify.ts';
import { chosen } from './chosen.ts';
import { Failed } from './endings.ts';
import { howMany } from './how-many.ts';
import { installation } from './installation.ts';
import { telling } from './telling.ts';

interface VerifyOptions {
  readonly tenant?: string;
  readonly json?: boolean;
  readonly data?: string;
}

const FAULTS: Readonly<Record<Fault, string>> = {
  changed: 'was changed',
  missing: 'is missing',
  inserted: 'was inserted',
  unlinked: 'does not continue the entry before it',
  head: 'is not the recorded end of the chain',
};

/** Checks the audit chains and prints one line per tenant and one for the platform, also while Deskbell is running. Ends with 1 when a chain is broken. */
export async function verifyAudit(options: VerifyOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const settings = installation(options.data);
  const container = await open(settings, {}, opened);
  const [store, clock] = [resolve(container, STORE), resolve(container, CLOCK)];
  const tell = telling(settings);
  const verdicts: { tenant: string; verdict: Verdict }[] = [];
  for await (const [tenant, place] of places(store, options.tenant)) {
    const verdict = await verifyChain(place, clock.now());
    verdicts.push({ tenant, verdict });
    if (!options.json) tell(`${tenant}: ${sentence(verdict)}\n`);
  }
  const ok = verdicts.every(({ verdict }) => verdict.kind === 'holds');
  if (options.json) {
    const all = verdicts.map(({ tenant, verdict }) => ({ tenant, ...verdict }));
    process.stdout.write(`${JSON.stringify({ ok, tenants: all }, null, 2)}\n`);
  }
  if (!ok) throw new Failed();
}

/** All chains. The platform's has the name `platform`, which no tenant can have. */
async function* places(store: Store, id: string | undefined): AsyncGenerator<readonly [string, TenantStore | PlatformStore]> {
  if (id !== PLATFORM_SCOPE) for await (const tenant of chosen(store, id)) yield [tenant.tenantId, tenant];
  if (id === undefined || id === PLATFORM_SCOPE) yield [PLATFORM_SCOPE, store.platform];
}

function sentence(verdict: Verdict): string {
  if (verdict.kind === 'broken') return `the chain is BROKEN: entry ${verdict.sequence} ${FAULTS[verdict.fault]}.`;
  if (verdict.entries === 0) return 'the chain is empty.';
  const expired = verdict.from === undefined ? '' : `, the ones before ${verdict.from} have expired`;
  return `the chain is intact: ${howMany(verdict.entries, 'entry', 'entries')}${expired}, ends with ${verdict.head}.`;
}
