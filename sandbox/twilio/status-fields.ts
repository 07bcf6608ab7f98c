import { writeAddress } from './address.ts';
import { type MessageRecord, type MessageStatus, apiVersion } from './resources.ts';
import type { FormField } from './signature.ts';

/** Event names of the statuses that come from WhatsApp. */
const events: Partial<Record<MessageStatus, string>> = { delivered: 'DELIVERED', read: 'READ', undelivered: 'UNDELIVERED' };

export interface StatusAbout {
  readonly accountSid: string;
  readonly senderSid: string;
  /** The customer's identities. The message may be addressed to the number. */
  readonly userId: string;
}

/** The form of a status callback. `accepted` and `queued` come from Twilio itself and contain nothing from the channel. */
export function statusFields(message: MessageRecord, about: StatusAbout): FormField[] {
  const { sid, status } = message;
  const fromChannel = status !== 'accepted' && status !== 'queued';
  const fields: Record<string, string | undefined> = {
    ApiVersion: apiVersion,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    To: message.recipient,
    From: message.sender,
    MessageSid: sid,
    AccountSid: about.accountSid,
    MessagingServiceSid: message.service_sid ?? undefined,
    ErrorCode: message.error_code === null ? undefined : String(message.error_code),
    ErrorMessage: message.error_message ?? undefined,
    ...(fromChannel
      ? {
          ChannelPrefix: 'whatsapp',
          ChannelToAddress: masked(message.recipient),
          ChannelInstallSid: about.senderSid,
          ChannelStatusMessage: message.error_message ?? undefined,
          StructuredMessage: status === 'sent' ? 'false' : undefined,
          EventType: events[status],
          ExternalUserId: writeAddress(about.userId),
        }
      : {}),
  };
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** `+54351000XXXX`: the address with its end masked. */
function masked(address: string): string {
  return address.replace(/^whatsapp:/, '').replace(/.{4}$/, 'XXXX');
}
