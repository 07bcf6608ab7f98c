import type { Scheduling } from '#contracts/scheduling.ts';
import { put, type TenantStore, type Write } from '#contracts/store.ts';
import type { PlaceHold } from '#core/booking/place-hold.ts';

/** What not to do: reads, finds it free, and writes whatever has happened since. Shows that the race sees it. */
export function naiveHold(scheduling: Scheduling): PlaceHold {
  return async (store, wish, by) => {
    const plan = await scheduling.hold(store, wish, by);
    if (plan.kind !== 'planned') return plan;
    for (;;) {
      const writes = await Promise.all(plan.writes.map((line) => atAnyVersion(store, line)));
      const outcome = await store.commit(writes.flat(), plan.events);
      if (outcome.kind === 'committed') return { kind: 'held', booking: plan.booking };
    }
  };
}

async function atAnyVersion(store: TenantStore, line: Write): Promise<readonly Write[]> {
  if (line.kind === 'unchanged' || line.kind === 'remove') return [];
  return [put(line.collection, await store.get(line.collection, line.value.id), line.value)];
}
