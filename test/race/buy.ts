import type { NewId } from '#contracts/ids.ts';
import type { TenantStore } from '#contracts/store.ts';
import { confirmBooking } from '#core/booking/confirm-booking.ts';
import { native } from '#core/booking/native.ts';
import { placeHold } from '#core/booking/place-hold.ts';
import { NOW } from '#test/core/booking/given.ts';
import { testClock } from '#test/support/clock.ts';
import { naiveHold } from './naive.ts';
import type { Scenario } from './scenario.ts';

/** What a buyer was told. */
export interface Told {
  readonly kind: 'booked' | 'refused' | 'unclear';
  /** Why not, in the words of the port; an error's message for `unclear`. */
  readonly why: string;
  readonly alternatives: number;
}

export interface Buying {
  readonly store: TenantStore;
  readonly scenario: Scenario;
  readonly newId: NewId;
  readonly naive: boolean;
}

/** Sends buyers from one number to another all at once: each holds a place and confirms it. */
export async function buyAll({ store, scenario, newId, naive }: Buying, from: number, until: number): Promise<readonly Told[]> {
  const scheduling = native({ clock: testClock(NOW), newId });
  const hold = (naive ? naiveHold : placeHold)(scheduling);
  const confirm = confirmBooking(scheduling);

  async function buy(n: number): Promise<Told> {
    const held = await hold(store, { serviceId: 'cut', contactId: `buyer${n}`, ...scenario.wants(n) }, 'customer');
    if (held.kind === 'not_there') return { kind: 'unclear', why: held.kind, alternatives: 0 };
    if (held.kind === 'not_free') return { kind: 'refused', why: held.why, alternatives: held.alternatives.length };
    const booked = await confirm(store, held.booking.id, 'customer');
    return { kind: booked.kind === 'confirmed' ? 'booked' : 'unclear', why: booked.kind, alternatives: 0 };
  }

  const buyers = Array.from({ length: until - from }, (_, n) => buy(from + n));
  const answers = await Promise.allSettled(buyers);
  return answers.map((answer) =>
    answer.status === 'fulfilled' ? answer.value : { kind: 'unclear', why: String(answer.reason), alternatives: 0 },
  );
}
