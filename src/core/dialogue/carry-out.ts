import type { Scheduling } from '#contracts/scheduling.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { AskingEffect, Input } from './step.ts';

/** Carries out a step's effect on a batch that is not committed yet. Returns the outcome as the next input. */
export async function carryOut(
  scheduling: Scheduling,
  batch: TenantStore,
  contactId: string,
  asked: AskingEffect,
): Promise<Input> {
  if (asked.kind === 'find_slots') return { kind: 'slots', slots: (await scheduling.slots(batch, asked.ask)).slots };
  const answer = await plan(scheduling, batch, contactId, asked);
  if (answer.kind !== 'planned') return answer;
  await batch.commit(answer.writes, answer.events);
  return { kind: 'planned', booking: answer.booking };
}

function plan(
  scheduling: Scheduling,
  batch: TenantStore,
  contactId: string,
  asked: Exclude<AskingEffect, { kind: 'find_slots' }>,
) {
  switch (asked.kind) {
    case 'hold':
      return scheduling.hold(batch, { ...asked, contactId }, 'customer');
    case 'confirm':
      return scheduling.confirm(batch, asked.bookingId, 'customer');
    case 'move':
      return scheduling.move(batch, asked.bookingId, asked, 'customer');
    case 'cancel':
      return scheduling.cancel(batch, asked.bookingId, 'customer');
  }
}
