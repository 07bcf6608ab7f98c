import type { InboundContent } from '#contracts/content.ts';
import type { MessageReceived, StatusReceived } from '#contracts/inbound.ts';
import type { WebhookSamples } from '#test/contracts/channel.ts';
import { said, SENDER, status } from './fixtures.ts';

const at = Date.parse('2026-12-01T09:00:00Z');
const phone = '+15550001111';
const media = `https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1`;

function message(content: InboundContent, more: Partial<MessageReceived> = {}) {
  const event: MessageReceived = {
    kind: 'message',
    providerMessageId: `SM${'1'.repeat(32)}`,
    from: { phone },
    at,
    content,
    ...more,
  };
  return [{ address: SENDER, events: [event] }];
}

function change(to: StatusReceived['status'], more: Partial<StatusReceived> = {}) {
  const event: StatusReceived = {
    kind: 'status',
    providerMessageId: `SM${'2'.repeat(32)}`,
    status: to,
    at,
    recipient: { phone },
    errors: [],
    ...more,
  };
  return [{ address: SENDER, events: [event] }];
}

const file = (type: string, said: Record<string, string> = {}) => ({
  NumMedia: '1',
  MediaUrl0: media,
  MediaContentType0: type,
  ...said,
});
const medium = (kind: 'image' | 'audio' | 'video' | 'document' | 'sticker', mimeType: string, more = {}): InboundContent => ({
  kind: 'media',
  media: kind,
  source: { url: media, mimeType },
  ...more,
});

export const hears: WebhookSamples['hears'] = [
  {
    what: 'a text',
    payload: said({ Body: 'Hola, ¿hay turno?', ProfileName: 'Ana', WaId: '15550001111', MessageType: 'text' }),
    means: message({ kind: 'text', body: 'Hola, ¿hay turno?' }, { profileName: 'Ana' }),
  },
  { what: 'a status', payload: status({ MessageStatus: 'delivered', EventType: 'DELIVERED' }), means: change('delivered') },
  { what: 'a message without words', payload: said({}), means: message({ kind: 'text', body: '' }) },
  {
    what: 'an image with a caption',
    payload: said(file('image/jpeg', { Body: 'like this' })),
    means: message(medium('image', 'image/jpeg', { caption: 'like this' })),
  },
  { what: 'a sound', payload: said(file('audio/ogg')), means: message(medium('audio', 'audio/ogg')) },
  { what: 'a video', payload: said(file('video/mp4')), means: message(medium('video', 'video/mp4')) },
  { what: 'a document', payload: said(file('application/pdf')), means: message(medium('document', 'application/pdf')) },
  { what: 'a sticker', payload: said(file('image/webp')), means: message(medium('sticker', 'image/webp')) },
  {
    what: 'an image sent as a document',
    payload: said(file('image/png', { MessageType: 'document' })),
    means: message(medium('document', 'image/png')),
  },
  {
    what: 'a shared contact, which is a vCard file',
    payload: said(file('text/vcard', { MessageType: 'contacts' })),
    means: message(medium('document', 'text/vcard')),
  },
  {
    what: 'a file whose type is not told',
    payload: said({ NumMedia: '1', MediaUrl0: media }),
    means: message(medium('document', 'application/octet-stream')),
  },
  {
    what: 'a place',
    payload: said({ Latitude: '40.4168', Longitude: '-3.7038', Label: 'Salon', Address: 'Main street 1' }),
    means: message({ kind: 'location', latitude: 40.4168, longitude: -3.7038, name: 'Salon', address: 'Main street 1' }),
  },
  {
    what: 'a place on the equator',
    payload: said({ Latitude: '0', Longitude: '0.0' }),
    means: message({ kind: 'location', latitude: 0, longitude: 0 }),
  },
  {
    what: 'a tap on a button',
    payload: said({ Body: 'Confirm', ButtonText: 'Confirm', ButtonPayload: 'confirm:1', MessageType: 'button' }),
    means: message({ kind: 'choice', by: 'button', id: 'confirm:1', title: 'Confirm' }),
  },
  {
    what: 'a tap on a button without a payload',
    payload: said({ Body: 'Confirm', ButtonText: 'Confirm' }),
    means: message({ kind: 'choice', by: 'button', id: 'Confirm', title: 'Confirm' }),
  },
  {
    what: 'a choice from a list',
    payload: said({
      Body: '10:00',
      ListId: 'slot-1',
      ListTitle: '10:00',
      ListDescription: 'with Ana',
      MessageType: 'interactive',
    }),
    means: message({ kind: 'choice', by: 'list', id: 'slot-1', title: '10:00', description: 'with Ana' }),
  },
  {
    what: 'a completed Flow in the shape of Meta',
    payload: said({
      MessageType: 'interactive',
      InteractiveData: JSON.stringify({ nfm_reply: { name: 'flow', response_json: '{"flow_token":"f1","date":"2026-12-02"}' } }),
    }),
    means: message({ kind: 'flow_answer', token: 'f1', answer: { flow_token: 'f1', date: '2026-12-02' } }),
  },
  {
    what: 'a completed Flow in a plain shape',
    payload: said({ InteractiveData: '{"date":"2026-12-02"}' }),
    means: message({ kind: 'flow_answer', answer: { date: '2026-12-02' } }),
  },
  {
    what: 'an answer to a message of ours',
    payload: said({ Body: 'this one', OriginalRepliedMessageSid: `SM${'3'.repeat(32)}`, OriginalRepliedMessageSender: SENDER }),
    means: message({ kind: 'text', body: 'this one' }, { replyTo: `SM${'3'.repeat(32)}` }),
  },
  {
    what: 'something passed on',
    payload: said({ Body: 'look', FrequentlyForwarded: 'true' }),
    means: message({ kind: 'text', body: 'look' }, { forwarded: true }),
  },
  {
    what: 'a customer who came from an advertisement',
    payload: said({
      Body: 'Hi',
      ReferralSourceUrl: 'https://fb.example/ad',
      ReferralHeadline: 'Cuts',
      ReferralCtwaClid: 'clid-1',
    }),
    means: message(
      { kind: 'text', body: 'Hi' },
      { referral: { source_url: 'https://fb.example/ad', headline: 'Cuts', ctwa_clid: 'clid-1' } },
    ),
  },
  {
    what: 'a customer with a phone and a user id',
    payload: said({ Body: 'Hi', ExternalUserId: 'whatsapp:ES.1349' }),
    means: message({ kind: 'text', body: 'Hi' }, { from: { phone, userId: 'ES.1349' } }),
  },
  {
    what: 'a customer who hides the phone',
    payload: said({ Body: 'Hi', From: 'whatsapp:ES.1349', ExternalUserId: 'whatsapp:ES.1349', WaId: 'ES.1349' }),
    means: message({ kind: 'text', body: 'Hi' }, { from: { userId: 'ES.1349' } }),
  },
  {
    what: 'a customer with an id of another kind',
    payload: said({ Body: 'Hi', From: 'whatsapp:opaque-7' }),
    means: message({ kind: 'text', body: 'Hi' }, { from: { providerId: 'opaque-7' } }),
  },
  {
    what: 'a message for another number of the account',
    payload: said({ Body: 'Hi', To: 'whatsapp:+15550009999' }),
    means: message({ kind: 'text', body: 'Hi' }).map((part) => ({ ...part, address: 'whatsapp:+15550009999' })),
  },
  ...(['accepted', 'scheduled', 'queued', 'sending'] as const).map((word) => ({
    what: `the status ${word}`,
    payload: status({ MessageStatus: word, SmsStatus: word }),
    means: change('queued'),
  })),
  ...(['sent', 'read'] as const).map((word) => ({
    what: `the status ${word}`,
    payload: status({ MessageStatus: word }),
    means: change(word),
  })),
  {
    what: 'a message that WhatsApp refused',
    payload: status({ MessageStatus: 'undelivered', ErrorCode: '63016', ChannelStatusMessage: 'outside the window' }),
    means: change('failed', { errors: [{ code: '63016', title: 'outside the window' }] }),
  },
  {
    what: 'a message that never left Twilio',
    payload: status({ MessageStatus: 'failed', ErrorCode: '30008', ErrorMessage: 'unknown' }),
    means: change('failed', { errors: [{ code: '30008', title: 'unknown' }] }),
  },
];

export const unknown: WebhookSamples['unknown'] = [
  { what: 'a kind of message', payload: said({ MessageType: 'hologram', HologramId: 'h-1' }), keeps: 'h-1' },
  {
    what: 'an interactive answer that is no JSON',
    payload: said({ InteractiveData: 'h-2', MessageType: 'interactive' }),
    keeps: 'h-2',
  },
  { what: 'a place off this planet', payload: said({ Latitude: '940', Longitude: '1' }), keeps: '940' },
  { what: 'a status', payload: status({ MessageStatus: 'teleported' }), keeps: 'teleported' },
  { what: 'news about no message', payload: { AccountSid: said({})['AccountSid'], Novelty: 'n-1' }, keeps: 'n-1' },
  { what: 'a message without an author', payload: { ...said({ Body: 'Hi' }), From: '' }, keeps: 'Hi' },
];
