import type { Customer } from '#contracts/api/phone.ts';
import type { OfferedChoice, Said } from '../shared/phone.ts';
import { writeAddress } from './address.ts';
import { apiVersion } from './resources.ts';
import type { FormField } from './signature.ts';

export interface InboundMessage {
  readonly sid: string;
  readonly accountSid: string;
  readonly serviceSid?: string;
  readonly businessNumber: string;
  readonly from: Customer;
  readonly said: Exclude<Said['says'], { kind: 'reaction' }>;
  /** The tapped choice, for a `choice`. */
  readonly choice?: OfferedChoice;
  readonly media?: { readonly url: string; readonly mimeType: string };
  /** The message that is answered: its SID, and who sent it. */
  readonly answers?: { readonly sid: string; readonly sender: string };
}

/** The form of an inbound message, as in posts captured in 2025 and 2026 and on Twilio's page "request to your webhook". */
export function inboundFields(message: InboundMessage): FormField[] {
  const { sid, from, media, answers } = message;
  const waId = from.number?.slice(1);
  const content = contentFields(message);
  // Since May 2026. If the number is hidden, the user id takes its place.
  const userAddress = writeAddress(from.userId);
  const context = { ...Object.fromEntries(content.context), ProfileName: from.name, ...(waId ? { WaId: waId } : {}) };

  const fields: Record<string, string | undefined> = {
    SmsMessageSid: sid,
    NumMedia: media ? '1' : '0',
    ProfileName: from.name,
    MessageType: content.type,
    SmsSid: sid,
    WaId: waId,
    SmsStatus: 'received',
    Body: content.body,
    To: writeAddress(message.businessNumber),
    MessagingServiceSid: message.serviceSid,
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: sid,
    AccountSid: message.accountSid,
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
    From: from.number ? writeAddress(from.number) : userAddress,
    ExternalUserId: userAddress,
    ApiVersion: apiVersion,
    MediaContentType0: media?.mimeType,
    MediaUrl0: media?.url,
    OriginalRepliedMessageSid: answers?.sid,
    OriginalRepliedMessageSender: answers?.sender,
    ...Object.fromEntries([...content.fields, ...content.context]),
  };
  return Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

interface ContentFields {
  readonly type: string;
  readonly body: string;
  readonly fields: readonly FormField[];
  /** The fields that are also in `ChannelMetadata`. */
  readonly context: readonly FormField[];
}

function contentFields({ said, choice }: InboundMessage): ContentFields {
  const plain = { fields: [], context: [] };
  switch (said.kind) {
    case 'text':
      return { type: 'text', body: said.body, ...plain };
    case 'media':
      return { type: said.media, body: said.caption ?? '', ...plain };
    case 'contacts':
      return { type: 'contacts', body: '', ...plain };
    case 'location':
      return {
        type: 'location',
        body: '',
        context: [],
        fields: [
          ['Latitude', String(said.latitude)],
          ['Longitude', String(said.longitude)],
          ...(said.address ? [['Address', said.address] as const] : []),
          ...(said.name ? [['Label', said.name] as const] : []),
        ],
      };
    case 'choice':
      return choiceFields(choice);
  }
}

/** A tap on a template is `button`; a tap on in-session buttons or a list is `interactive`. */
function choiceFields(tap: OfferedChoice | undefined): ContentFields {
  if (!tap) return { type: 'text', body: '', fields: [], context: [] };
  if (tap.by === 'list') {
    const description = tap.description ? [['ListDescription', tap.description] as const] : [];
    return {
      type: 'interactive',
      body: tap.title,
      fields: [['ListId', tap.id], ['ListTitle', tap.title], ...description],
      context: [],
    };
  }
  return {
    type: tap.by === 'template' ? 'button' : 'interactive',
    body: tap.title,
    fields: [['ButtonPayload', tap.id]],
    context: [['ButtonText', tap.title]],
  };
}
