import { writeAddress } from './address.ts';
import type { Emulator } from './emulator.ts';
import type { MessageRow } from './message-store.ts';
import { type Refusal, queueFull } from './refusals.ts';
import type { SendRequest } from './send-request.ts';

/** Accepts the message, whether or not the caller gets the answer. Inside `file.write` only. */
export function acceptSend(
  { config, messages, newSid, sandbox, sending }: Emulator,
  request: SendRequest,
  answered: boolean,
): Omit<MessageRow, 'seq'> | { readonly refused: Refusal } {
  const { accepted, clock, customers } = sandbox;
  const { business, callback, outgoing, serviceSid, to } = request;
  const now = clock.now();
  const leaveAt = sending.leavesAt(business.senderSid);
  // Behind a Messaging Service it is accepted first, and fails later with 30001.
  if (serviceSid === undefined && leaveAt - now > config.queueSeconds * 1000) return { refused: queueFull };

  const customer = to.kind === 'number' ? customers.byNumber(to.number) : customers.byUserId(to.userId);
  const plain = outgoing.shown.numMedia === 0 && outgoing.shown.content.kind === 'text';
  const row: Omit<MessageRow, 'seq'> = {
    sid: newSid(plain ? 'SM' : 'MM'),
    direction: 'outbound-api',
    sender: writeAddress(business.number),
    recipient: writeAddress(to.kind === 'number' ? to.number : to.userId),
    body: outgoing.shown.body,
    status: serviceSid === undefined ? 'queued' : 'accepted',
    num_media: outgoing.shown.numMedia,
    service_sid: serviceSid ?? null,
    created_at: now,
    sent_at: null,
    updated_at: now,
    error_code: null,
    error_message: null,
    business: business.senderSid,
    customer: customer?.id ?? '',
    callback,
    leave_at: Math.ceil(leaveAt),
    expires_at: now + request.validitySeconds * 1000,
    due: serviceSid === undefined ? Math.ceil(leaveAt) : now,
    outgoing: JSON.stringify(outgoing),
  };
  messages.add(row);
  const ref = callback === '' ? {} : { ref: callback };
  accepted.add({ id: row.sid, at: now, business: business.senderSid, to: customer?.id ?? row.recipient, ...ref, answered });
  sending.begin(row, leaveAt);
  return row;
}
