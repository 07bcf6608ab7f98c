import { services, staff } from '#contracts/records/catalog.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import { insert, type TenantStore } from '#contracts/store.ts';
import { aMember, aProfile, aService, at } from '#test/core/booking/given.ts';

/** What many buyers want at once, and how many of them can have it. */
export interface Scenario {
  readonly name: string;
  readonly places: number;
  readonly limit: number;
  readonly people: number;
  /** What the n-th buyer wants: by default everybody the same. */
  wants(n: number): { readonly startsAt: number; readonly staffId?: string };
}

const start = at('2026-12-02 10:00');
const personOf = (n: number) => `person${n}`;

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one slot of one person', places: 1, limit: 0, people: 1, wants: () => ({ startsAt: start, staffId: personOf(0) }) },
  { name: 'one start with any of three people', places: 3, limit: 0, people: 3, wants: () => ({ startsAt: start }) },
  {
    name: 'a day of ten people, limited to five',
    places: 5,
    limit: 5,
    people: 10,
    wants: (n) => ({ startsAt: start, staffId: personOf(n % 10) }),
  },
];

export async function openFor(store: TenantStore, { limit, people }: Scenario): Promise<void> {
  const members = Array.from({ length: people }, (_, n) => aMember({ id: personOf(n), name: personOf(n), position: n }));
  const staffIds = members.map((member) => member.id);
  await store.commit([
    insert(profiles, aProfile()),
    insert(services, aService({ staffIds, maximumPerDay: limit })),
    ...members.map((member) => insert(staff, member)),
  ]);
}
