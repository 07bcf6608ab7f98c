import type { Verb, World } from '#contracts/subject.ts';
import { places } from './places.ts';
import { type Fault, type Verdict, verifyChain } from './verify.ts';

export const FAULTS: Readonly<Record<Fault, string>> = {
  changed: 'was changed',
  missing: 'is missing',
  inserted: 'was inserted',
  unlinked: 'does not continue the entry before it',
  head: 'is not the recorded end of the chain',
};

/** Checks the audit chains and prints one line per tenant and one for the platform, also while Deskbell is running. Fails if one is broken. */
export const verifyVerb: Verb<Pick<World, 'store' | 'clock'>> = {
  words: ['audit', 'verify'],
  group: 'Works with the audit log: tamper-evident chains of all events, one per tenant and one for the platform.',
  description: 'Checks each chain: was an entry changed, removed, inserted or moved?',
  options: [
    { flags: '--tenant <id>', description: 'check this tenant only; "platform" checks what operators did' },
    { flags: '--json', description: 'print the results as JSON' },
  ],
  async run({ store, clock }, { tenant: id, json }, print) {
    const chosen = id === true ? undefined : id;
    const verdicts: { tenant: string; verdict: Verdict }[] = [];
    for await (const [tenant, place] of places(store, chosen)) {
      const verdict = await verifyChain(place, clock.now());
      verdicts.push({ tenant, verdict });
      if (!json) print(`${tenant}: ${sentence(verdict)}`);
    }
    if (chosen !== undefined && verdicts.length === 0) return { kind: 'wrong_use', sentence: `There is no tenant ${chosen}.` };
    const ok = verdicts.every(({ verdict }) => verdict.kind === 'holds');
    const tenants = verdicts.map(({ tenant, verdict }) => ({ tenant, ...verdict }));
    if (json) print(JSON.stringify({ ok, tenants }, null, 2));
    return { kind: ok ? 'done' : 'failed' };
  },
};

function sentence(verdict: Verdict): string {
  if (verdict.kind === 'broken') return `the chain is BROKEN: entry ${verdict.sequence} ${FAULTS[verdict.fault]}.`;
  if (verdict.entries === 0) return 'the chain is empty.';
  const entries = verdict.entries === 1 ? '1 entry' : `${verdict.entries} entries`;
  const expired = verdict.from === undefined ? '' : `, the ones before ${verdict.from} have expired`;
  return `the chain is intact: ${entries}${expired}, ends with ${verdict.head}.`;
}
