import { z } from 'zod';
import { epochMs } from '../clock.ts';
import { inboundEvent } from '../inbound.ts';
import { defineEvent } from './define.ts';

/** What a provider said, as it was accepted. Only the recorder reads arrivals. */
export const inboundArrived = z.object({
  connectionId: z.string(),
  /** Empty for a notice about a whole business account. */
  senderId: z.string(),
  channel: z.string(),
  /** The document of the raw log that it was read from. */
  rawId: z.string(),
  /** Order of acceptance; sorts as text. */
  order: z.string(),
  receivedAt: epochMs,
  /** It was not understood when it arrived, and was parsed again long after: it is recorded, and not answered. */
  again: z.literal(true).optional(),
  event: inboundEvent,
});
export type InboundArrived = z.infer<typeof inboundArrived>;

const arrival = (kind: string, says: string) =>
  defineEvent({ kind: `arrival.${kind}`, stream: 'inbound', says, data: inboundArrived });

export const arrivalEvents = {
  message: arrival('message', 'A webhook brought a message from a customer.'),
  status: arrival('status', 'A webhook brought a delivery update.'),
  echo: arrival('echo', 'A webhook brought a message that staff wrote in the WhatsApp Business app.'),
  notice: arrival('notice', 'A webhook brought news about an account, a number or a template.'),
  unrecognised: arrival('unrecognised', 'A webhook brought something that this version cannot parse.'),
  reread: arrival('reread', 'A recorded message that could not be parsed when it arrived can be parsed now.'),
};
