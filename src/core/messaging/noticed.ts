import { accountEvents } from '#contracts/events/accounts.ts';
import type { InboundArrived } from '#contracts/events/arrivals.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { NoticeReceived } from '#contracts/inbound.ts';

/** The event for a notice about an account, a number or a template. The rest of the notice stays in the raw log. */
export function noticed(arrivalId: string, arrived: InboundArrived, { about, at, errors }: NoticeReceived): NewEvent {
  const { connectionId, senderId, rawId } = arrived;
  const [first] = errors;
  return happened(
    accountEvents.noticed,
    { id: `noticed-${arrivalId}`, key: connectionId, at },
    { connectionId, rawId, about, ...(senderId === '' ? {} : { senderId }), ...(first ? { code: first.code } : {}) },
  );
}
