import { dayCounts, type DayCount } from '#contracts/records/analytics.ts';
import { crmTouches } from '#contracts/records/crm.ts';
import { countedOf } from '#core/analytics/counted.ts';
import { verifyChain } from '#core/audit/verify.ts';
import { documents } from './evidence.ts';
import { domainEvents, kindsOf } from '#contracts/events/all.ts';
import { TENANT, type Aftermath } from './world.ts';

const AUDITED = new Set(kindsOf(domainEvents));

/** What consumes beside the others has had each event once: in the chain, in the counts, among what a CRM is told. */
export async function check({ disk, store, beside }: Aftermath): Promise<readonly string[]> {
  if (!beside) return [];
  const events = disk.log.events().filter(({ kind }) => AUDITED.has(kind));
  const verdict = await verifyChain(store.tenant(TENANT));
  const touched = new Set(documents<{ id: string }>(disk, crmTouches).map(({ id }) => id));
  const counted = events.flatMap((event) => countedOf(event) ?? []);
  const total = documents<DayCount>(disk, dayCounts).flatMap(({ counts }) => Object.values(counts));
  const sum = total.reduce((all, one) => all + one, 0);
  return [
    ...(verdict.kind === 'holds' ? [] : [`the audit chain is broken at ${verdict.sequence}: ${verdict.fault}`]),
    ...(verdict.kind === 'holds' && verdict.entries !== events.length
      ? [`the audit chain has ${verdict.entries} entries for ${events.length} events`]
      : []),
    ...(sum === counted.length ? [] : [`${sum} were counted of ${counted.length}`]),
    ...events.flatMap(({ id, kind }) => (kind === 'booking.confirmed' && !touched.has(id) ? [`a CRM is not told of ${id}`] : [])),
  ];
}
