import type { EpochMs } from '#contracts/clock.ts';

export type MessageStatus =
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'read'
  | 'failed'
  | 'undelivered'
  | 'received';

/** A Message as Twilio stores it. The phone's bubble is another record with the same id. */
export interface MessageRecord {
  readonly sid: string;
  readonly direction: 'inbound' | 'outbound-api';
  readonly sender: string;
  readonly recipient: string;
  readonly body: string;
  readonly status: MessageStatus;
  readonly num_media: number;
  readonly service_sid: string | null;
  readonly created_at: EpochMs;
  readonly sent_at: EpochMs | null;
  readonly updated_at: EpochMs;
  readonly error_code: number | null;
  readonly error_message: string | null;
}

export const apiVersion = '2010-04-01';

export function messageResource(accountSid: string, message: MessageRecord): Record<string, unknown> {
  const uri = `/${apiVersion}/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: apiVersion,
    body: message.body,
    date_created: rfc2822(message.created_at),
    date_sent: message.sent_at === null ? null : rfc2822(message.sent_at),
    date_updated: rfc2822(message.updated_at),
    direction: message.direction,
    error_code: message.error_code,
    error_message: message.error_message,
    from: message.sender,
    messaging_service_sid: message.service_sid,
    num_media: String(message.num_media),
    num_segments: '1',
    price: null,
    price_unit: null,
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.recipient,
    uri: `${uri}.json`,
  };
}

export interface MediaRecord {
  readonly sid: string;
  readonly message: string;
  readonly mime_type: string;
  readonly created_at: EpochMs;
}

export function mediaResource(accountSid: string, media: MediaRecord): Record<string, unknown> {
  return {
    account_sid: accountSid,
    content_type: media.mime_type,
    date_created: rfc2822(media.created_at),
    date_updated: rfc2822(media.created_at),
    parent_sid: media.message,
    sid: media.sid,
    uri: `/${apiVersion}/Accounts/${accountSid}/Messages/${media.message}/Media/${media.sid}.json`,
  };
}

/** `Thu, 24 Aug 2023 05:01:45 +0000`: whole seconds, in GMT. */
export function rfc2822(at: EpochMs): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}

export function iso(at: EpochMs): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}
