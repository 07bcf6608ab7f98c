import type { Check } from './check.ts';
import { type Evidence, type Speaker, gather } from './evidence.ts';
import { type Load, type LoadOptions, startLoad } from './load.ts';
import { checksOf } from './promises.ts';
import type { Ran } from './report.ts';
import { comesToRest } from './rest.ts';
import type { Site } from './site.ts';
import { type Staff, startStaff } from './staff.ts';
import { type Visitors, startVisitors } from './visitors.ts';

export interface Customers {
  readonly seed: string;
  readonly writers: number;
  /** At each of the two businesses. */
  readonly visitorsAtATime: number;
}

/** Everybody who uses the desk during a run. */
export interface Everybody extends Disposable {
  readonly load: Load;
  readonly visitors: Visitors;
  readonly staff: Staff;
  /** The tenant to which the writers write. */
  readonly writtenTo: string;
  progress(): string;
}

/** Writers at the business on Meta; at both businesses visitors who book, and staff. */
export async function whoCome(
  site: Site,
  { seed, writers, visitorsAtATime }: Customers,
  how: Omit<LoadOptions, 'seed' | 'writers'>,
): Promise<Everybody> {
  const phone = site.phones.find(({ channel }) => channel === 'meta-cloud');
  if (!phone) throw new RangeError('no business uses Meta');
  const load = await startLoad(site, phone, { ...how, seed, writers });
  const visitors = startVisitors(site, visitorsAtATime);
  const staff = startStaff(site, seed);
  return {
    load,
    visitors,
    staff,
    writtenTo: phone.tenant,
    progress() {
      const { acknowledged, sentAgain } = load.counts;
      const { came, fulfilled } = visitors.counts;
      return `${acknowledged} acknowledged, ${sentAgain} retried, ${load.unanswered()} without a reply, ${fulfilled} of ${came} visitors done`;
    },
    [Symbol.dispose]: () => load[Symbol.dispose](),
  };
}

/** Visitors who get no answer write again, for this long at most. */
const VISITS_END_WITHIN_MS = 300_000;

interface Ending {
  /** Ends every instance. */
  readonly end: () => Promise<unknown>;
  readonly tell: (line: string) => void;
}

/** Waits until everybody has gone and all work is done, ends the instances, and judges what is left. */
export async function concluded(
  site: Site,
  { load, visitors, staff, writtenTo }: Everybody,
  { end, tell }: Ending,
): Promise<Ran & { readonly evidence: Evidence }> {
  const resting = performance.now();
  const [wrote, ...others] = await Promise.all([load.said, visitors.stop(VISITS_END_WITHIN_MS), staff.stop()]);
  const rest: Check = await comesToRest(site, load.counts.acknowledged);
  const drainMs = performance.now() - resting;
  await end();

  tell('checking the data …');
  const evidence = await gather(site, together([new Map([[writtenTo, wrote]]), ...others]));
  return {
    load: load.counts,
    visitors: visitors.counts,
    unsettled: evidence.tenants.reduce((sum, { unsettled }) => sum + unsettled.length, 0),
    drainMs,
    evidence,
    checks: [...checksOf(evidence), rest],
  };
}

function together(all: readonly ReadonlyMap<string, readonly Speaker[]>[]): ReadonlyMap<string, readonly Speaker[]> {
  const tenants = new Set(all.flatMap((some) => [...some.keys()]));
  return new Map([...tenants].map((tenant) => [tenant, all.flatMap((some) => some.get(tenant) ?? [])]));
}
