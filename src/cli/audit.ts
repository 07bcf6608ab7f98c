import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, STORE } from '#app/tokens.ts';
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

/** Walks the audit chains, also beside a running Deskbell: one line per tenant. Ends with 1 when one does not hold. */
export async function verifyAudit(options: VerifyOptions): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const container = await open(installation(options.data), {}, opened);
  const [store, clock] = [resolve(container, STORE), resolve(container, CLOCK)];
  const verdicts: { tenant: string; verdict: Verdict }[] = [];
  for await (const tenant of chosen(store, options.tenant)) {
    const verdict = await verifyChain(tenant, clock.now());
    verdicts.push({ tenant: tenant.tenantId, verdict });
    if (!options.json) process.stdout.write(`${tenant.tenantId}: ${sentence(verdict)}\n`);
  }
  const ok = verdicts.every(({ verdict }) => verdict.kind === 'holds');
  if (options.json) {
    const all = verdicts.map(({ tenant, verdict }) => ({ tenant, ...verdict }));
    process.stdout.write(`${JSON.stringify({ ok, tenants: all }, null, 2)}\n`);
  } else if (verdicts.length === 0) process.stdout.write('There is no tenant yet.\n');
  if (!ok) throw new Failed();
}

function sentence(verdict: Verdict): string {
  if (verdict.kind === 'broken') return `the chain is BROKEN: entry ${verdict.sequence} ${FAULTS[verdict.fault]}.`;
  if (verdict.entries === 0) return 'nothing has been written yet.';
  const expired = verdict.from === undefined ? '' : ` from entry ${verdict.from} on, the earlier ones having expired`;
  return `the chain of ${verdict.entries} entries holds${expired}; it ends with ${verdict.head}.`;
}
