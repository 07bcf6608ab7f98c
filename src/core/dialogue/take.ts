import type { Wish } from '#contracts/meaning.ts';
import type { Service } from '#contracts/records/catalog.ts';
import { saysWhen } from './fits.ts';
import { asks, go, release } from './go.ts';
import { peopleFor } from './known.ts';
import { omit } from './omit.ts';
import { serviceChosen } from './says.ts';
import { seek } from './seek.ts';
import type { DialogueState, Draft } from './state.ts';
import type { Facts, Step } from './step.ts';
import type { Line } from '#core/texts/texts.ts';

/** What a wish says if the person does not matter. */
export const ANYONE_WILL_DO = 'any';

/** Handles a chosen start. A new booking is held at once. A move has no hold, so the customer confirms it first. */
export function takeStart(
  state: DialogueState,
  facts: Facts,
  startsAt: number,
  staffId: string | undefined,
  lead: readonly Line[] = [],
): Step {
  const { draft } = state;
  if (!draft) return go(state, facts, { at: 'services' });
  const wish = { startsAt, ...(staffId === undefined ? {} : { staffId }) };
  if (draft.movingId !== undefined) return go(state, facts, { at: 'confirm_move', bookingId: draft.movingId, ...wish }, { lead });
  if (state.holdId !== undefined) return release(state, facts, { hold: wish, lead });
  return asks(state, { kind: 'hold', serviceId: draft.serviceId, ...wish }, { for: 'hold', lead });
}

/** Handles a chosen service. Asks for the person, unless only one offers it, or a day or time was said without one. */
export function takeService(state: DialogueState, facts: Facts, service: Service): Step {
  const [first, ...others] = peopleFor(facts, service);
  const lead = [serviceChosen(service)];
  const { staff, ...wish }: Wish = state.wish ?? {};
  const named = peopleFor(facts, service).find(({ id }) => id === staff);
  if (named || staff === ANYONE_WILL_DO || saysWhen(wish)) {
    const person = named ?? (others.length === 0 ? first : undefined);
    const draft: Draft = { serviceId: service.id, ...(person ? { staffId: person.id } : {}) };
    return seek({ ...state, draft }, facts, wish, { lead });
  }
  if (others.length > 0) return go({ ...state, draft: { serviceId: service.id } }, facts, { at: 'people' }, { lead });
  const draft: Draft = { serviceId: service.id, ...(first ? { staffId: first.id } : {}) };
  return go({ ...state, draft }, facts, { at: 'days', from: facts.today }, { lead });
}

/** Starts a new booking. With a single service there is nothing to choose. */
export function startBooking(was: DialogueState, facts: Facts): Step {
  const state = omit(was, 'draft');
  const [only, ...others] = facts.services;
  return only && others.length === 0 ? takeService(state, facts, only) : go(state, facts, { at: 'services' });
}
