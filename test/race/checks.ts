import { agendas, bookings } from '#contracts/records/booking.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { type Check, broken } from '#test/harness/check.ts';
import type { Told } from './buy.ts';
import type { Scenario } from './scenario.ts';

/** Compares what the buyers were told with the stored bookings, and both with the number of places. */
export async function raceChecks(store: TenantStore, scenario: Scenario, told: readonly Told[]): Promise<readonly Check[]> {
  const confirmed = (await all(store, bookings, { by: 'byState', equals: ['confirmed'] })).map((item) => item.value);
  const staffIds = [...new Set(confirmed.map((booking) => booking.staffId))];
  const claimed = await Promise.all(staffIds.map((id) => all(store, agendas, { by: 'byStaff', equals: [id] })));
  const claims = claimed.flat().flatMap((agenda) => agenda.value.claims);

  const { places } = scenario;
  const booked = told.filter(({ kind }) => kind === 'booked').length;
  return [
    exactly('as many buyers were told "booked" as there are places', booked, places),
    exactly('as many bookings are stored as there are places', confirmed.length, places),
    exactly('the agendas have as many claims as there are places', claims.length, places),
    {
      what: 'no place was sold twice',
      of: confirmed.length,
      broken: broken(confirmed, (a) =>
        confirmed.some((b) => a.id < b.id && a.staffId === b.staffId && a.startsAt === b.startsAt) ? a.id : undefined,
      ),
    },
    {
      what: 'every other buyer was told why not, with alternatives',
      of: told.length - booked,
      broken: broken(told, ({ kind, why, alternatives }) =>
        kind === 'booked' || (kind === 'refused' && alternatives > 0) ? undefined : why,
      ),
    },
  ];
}

function exactly(what: string, seen: number, wanted: number): Check {
  return { what, of: wanted, broken: seen === wanted ? [] : [`${seen}, not ${wanted}`] };
}

/** How many were told what. */
export function reasonsIn(told: readonly Told[]): string {
  const counts = Map.groupBy(told, (each) => each.why);
  return [...counts].map(([why, each]) => `${why} ${each.length}`).join(', ');
}
