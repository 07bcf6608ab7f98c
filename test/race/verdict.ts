import { agendas, bookings } from '#contracts/records/booking.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import type { Told } from './buy.ts';
import type { Scenario } from './scenario.ts';

export interface Verdict {
  readonly ok: boolean;
  readonly lines: readonly string[];
}

/** Compares what the buyers were told with the stored bookings, and both with the number of places. */
export async function verdictOf(store: TenantStore, scenario: Scenario, told: readonly Told[]): Promise<Verdict> {
  const confirmed = (await all(store, bookings, { by: 'byState', equals: ['confirmed'] })).map((item) => item.value);
  const double = confirmed.filter((a) =>
    confirmed.some((b) => a.id < b.id && a.staffId === b.staffId && a.startsAt === b.startsAt),
  );
  const staffIds = [...new Set(confirmed.map((booking) => booking.staffId))];
  const claimed = await Promise.all(staffIds.map((id) => all(store, agendas, { by: 'byStaff', equals: [id] })));
  const claims = claimed.flat().flatMap((agenda) => agenda.value.claims);

  const count = (kind: Told['kind']) => told.filter((each) => each.kind === kind).length;
  const clear = told.filter((each) => each.kind === 'refused' && each.alternatives > 0).length;
  const checks: readonly (readonly [string, number, number])[] = [
    ['buyers told "booked"', count('booked'), scenario.places],
    ['buyers told why not, with alternatives', clear, told.length - scenario.places],
    ['buyers without a clear answer', count('unclear') + count('refused') - clear, 0],
    ['bookings stored', confirmed.length, scenario.places],
    ['double bookings among them', double.length, 0],
    ['claims in the agendas', claims.length, scenario.places],
  ];
  return {
    ok: checks.every(([, seen, expected]) => seen === expected),
    lines: [
      ...checks.map(
        ([what, seen, expected]) =>
          `${seen === expected ? 'ok  ' : 'FAIL'} ${String(seen).padStart(5)}  ${what}${seen === expected ? '' : `, expected ${expected}`}`,
      ),
      `      ${reasonsIn(told)}`,
    ],
  };
}

function reasonsIn(told: readonly Told[]): string {
  const counts = Map.groupBy(told, (each) => each.why);
  return [...counts].map(([why, each]) => `${why} ${each.length}`).join(', ');
}
