import type { EpochMs } from '#contracts/clock.ts';
import type { Slot } from '#contracts/scheduling.ts';
import type { StaffMember } from '#contracts/records/catalog.ts';
import type { TenantStore } from '#contracts/store.ts';
import { readClaimed } from './read-agendas.ts';
import type { Offer } from './read-offer.ts';
import { freeSlots } from './search.ts';

const MOST = 6;
/** Days per search. The first week usually has enough free starts. */
const STRIDES = [7, 21, 35];

/** Up to six free starts near the wanted one: those of the same day first, nearest first, then those of the days after. */
export async function alternatives(
  store: TenantStore,
  offer: Offer,
  people: readonly StaffMember[],
  startsAt: EpochMs,
  except?: string,
): Promise<readonly Slot[]> {
  const { calendar, today, lastDay } = offer;
  const wanted = calendar.wall(startsAt).date;
  const first = wanted < today ? today : wanted > lastDay ? lastDay : wanted;
  const found: Slot[] = [];

  let from = first;
  for (const days of STRIDES) {
    if (from > lastDay || found.length >= MOST) break;
    const end = calendar.plusDays(from, days - 1);
    const to = end < lastDay ? end : lastDay;
    const staffIds = people.map((member) => member.id);
    const claimed = await readClaimed(store, offer, staffIds, from, to);
    const slots = oncePerStart(freeSlots({ offer, claimed, except }, people, from, to));
    const sameDay = slots.filter((slot) => slot.date === first);
    sameDay.sort((a, b) => Math.abs(a.startsAt - startsAt) - Math.abs(b.startsAt - startsAt));
    found.push(...sameDay, ...slots.filter((slot) => slot.date !== first));
    from = calendar.plusDays(to, 1);
  }
  return found.slice(0, MOST);
}

/** One slot per start: six different times are more useful than one time with six people. */
function oncePerStart(slots: readonly Slot[]): readonly Slot[] {
  return slots.filter((slot, i) => slot.startsAt !== slots[i - 1]?.startsAt);
}
