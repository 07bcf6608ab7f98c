import type { InboundContent } from '#contracts/content.ts';
import type { InboundEvent } from '#contracts/inbound.ts';
import type { WebhookSamples } from '#test/contracts/channel.ts';
import { AT, change, delivered, fromAna, news, OTHER_SENDER, said, SECONDS, SENDER, several, status } from './payloads.ts';

type Sample = WebhookSamples['hears'][number];

const means = (...events: InboundEvent[]): Sample['means'] => [{ address: SENDER, events }];
const meansContent = (content: InboundContent) => means({ ...fromAna, content });
const sent = {
  kind: 'status',
  providerMessageId: 'wamid.OUT1',
  status: 'sent',
  at: AT,
  recipient: { phone: '+15550001111' },
} as const;

const contents: readonly Sample[] = [
  {
    what: 'a text with an accent and an emoji',
    payload: said({ type: 'text', text: { body: 'mañana 😀?' } }),
    means: meansContent({ kind: 'text', body: 'mañana 😀?' }),
  },
  {
    what: 'a reply that quotes us',
    payload: said({ type: 'text', text: { body: 'yes' }, context: { from: '15559990000', id: 'wamid.OUT0' } }),
    means: means({ ...fromAna, content: { kind: 'text', body: 'yes' }, replyTo: 'wamid.OUT0' }),
  },
  {
    what: 'a forwarded text from an advertisement',
    payload: said({
      type: 'text',
      text: { body: 'hi' },
      context: { frequently_forwarded: true },
      referral: { source_id: 'ad-1' },
    }),
    means: means({ ...fromAna, content: { kind: 'text', body: 'hi' }, forwarded: true, referral: { source_id: 'ad-1' } }),
  },
  {
    what: 'an image',
    payload: said({
      type: 'image',
      image: { id: '555', mime_type: 'image/jpeg', sha256: 'q80=', url: 'https://lookaside.fbsbx.com/a', caption: 'look' },
    }),
    means: meansContent({
      kind: 'media',
      media: 'image',
      source: { providerMediaId: '555', url: 'https://lookaside.fbsbx.com/a', mimeType: 'image/jpeg', sha256: 'q80=' },
      caption: 'look',
    }),
  },
  {
    what: 'a voice note',
    payload: said({ type: 'audio', audio: { id: '556', mime_type: 'audio/ogg; codecs=opus', voice: true } }),
    means: meansContent({
      kind: 'media',
      media: 'audio',
      source: { providerMediaId: '556', mimeType: 'audio/ogg; codecs=opus' },
      voice: true,
    }),
  },
  {
    what: 'a document',
    payload: said({ type: 'document', document: { id: '557', mime_type: 'application/pdf', filename: 'a.pdf' } }),
    means: meansContent({
      kind: 'media',
      media: 'document',
      source: { providerMediaId: '557', mimeType: 'application/pdf' },
      fileName: 'a.pdf',
    }),
  },
  {
    what: 'a location',
    payload: said({ type: 'location', location: { latitude: 40.4, longitude: -3.7, name: 'Home', url: 'https://maps.example' } }),
    means: meansContent({ kind: 'location', latitude: 40.4, longitude: -3.7, name: 'Home' }),
  },
  {
    what: 'shared contacts',
    payload: said({
      type: 'contacts',
      contacts: [
        {
          name: { formatted_name: 'Bo Li' },
          phones: [{ phone: '+1 555' }],
          emails: [{ email: 'bo@x.example' }],
          org: { company: 'X' },
        },
      ],
    }),
    means: meansContent({
      kind: 'contacts',
      contacts: [{ name: 'Bo Li', phones: ['+1 555'], emails: ['bo@x.example'], organization: 'X' }],
    }),
  },
  {
    what: 'a reaction',
    payload: said({ type: 'reaction', reaction: { message_id: 'wamid.OUT0', emoji: '👍' } }),
    means: meansContent({ kind: 'reaction', to: 'wamid.OUT0', emoji: '👍' }),
  },
  {
    what: 'a reaction that was taken back',
    payload: said({ type: 'reaction', reaction: { message_id: 'wamid.OUT0', emoji: '' } }),
    means: meansContent({ kind: 'reaction', to: 'wamid.OUT0' }),
  },
  {
    what: 'a tap on a button',
    payload: said({ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'yes:1', title: 'Yes' } } }),
    means: meansContent({ kind: 'choice', by: 'button', id: 'yes:1', title: 'Yes' }),
  },
  {
    what: 'a row of a list',
    payload: said({
      type: 'interactive',
      interactive: { type: 'list_reply', list_reply: { id: 's1', title: '10:00', description: 'Ana' } },
    }),
    means: meansContent({ kind: 'choice', by: 'list', id: 's1', title: '10:00', description: 'Ana' }),
  },
  {
    what: 'a quick reply of a template',
    payload: said({ type: 'button', button: { payload: 'confirm:1', text: 'Confirm' } }),
    means: meansContent({ kind: 'choice', by: 'template', id: 'confirm:1', title: 'Confirm' }),
  },
  {
    what: 'a completed Flow',
    payload: said({
      type: 'interactive',
      interactive: {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"t0","day":"2026-12-02"}' },
      },
    }),
    means: meansContent({ kind: 'flow_answer', token: 't0', answer: { flow_token: 't0', day: '2026-12-02' } }),
  },
  {
    what: 'an order',
    payload: said({
      type: 'order',
      order: {
        catalog_id: 'c1',
        text: '',
        product_items: [{ product_retailer_id: 'p1', quantity: 2, item_price: 9.5, currency: 'EUR' }],
      },
    }),
    means: meansContent({
      kind: 'order',
      catalogId: 'c1',
      items: [{ productId: 'p1', quantity: 2, price: 9.5, currency: 'EUR' }],
    }),
  },
  {
    what: 'a message that Meta could not pass on',
    payload: said({
      type: 'unsupported',
      unsupported: { type: 'poll' },
      errors: [{ code: 131051, title: 'Message type unknown' }],
    }),
    means: meansContent({ kind: 'unrecognised', type: 'unsupported/poll', providerCode: '131051' }),
  },
  {
    what: 'an edit and a revocation',
    payload: said({ type: 'edit', edit: { original_message_id: 'wamid.IN0', message: { type: 'text', text: { body: 'no' } } } }),
    means: meansContent({ kind: 'unrecognised', type: 'edit' }),
  },
];

const people: readonly Sample[] = [
  {
    what: 'a customer without a phone',
    payload: delivered({
      contacts: [{ profile: { name: 'Ghost', username: 'gh0st' }, user_id: 'ES.77' }],
      messages: [{ from_user_id: 'ES.77', id: 'wamid.IN2', timestamp: String(SECONDS), type: 'text', text: { body: 'hola' } }],
    }),
    means: means({
      kind: 'message',
      providerMessageId: 'wamid.IN2',
      from: { userId: 'ES.77', username: 'gh0st' },
      profileName: 'Ghost',
      at: AT,
      content: { kind: 'text', body: 'hola' },
    }),
  },
  {
    what: 'two customers in one change, contacts in another order',
    payload: delivered({
      contacts: [
        { profile: { name: 'Two' }, wa_id: '15550000002' },
        { profile: { name: 'One' }, wa_id: '15550000001' },
      ],
      messages: ['1', '2', '3'].map((n) => ({
        from: `1555000000${n}`,
        id: `wamid.${n}`,
        timestamp: String(SECONDS),
        type: 'text',
        text: { body: n },
      })),
    }),
    means: means(
      ...[{ n: '1', profileName: 'One' }, { n: '2', profileName: 'Two' }, { n: '3' }].map(({ n, ...name }): InboundEvent => ({
        kind: 'message',
        providerMessageId: `wamid.${n}`,
        from: { phone: `+1555000000${n}` },
        ...name,
        at: AT,
        content: { kind: 'text', body: n },
      })),
    ),
  },
  {
    what: 'a new phone number',
    payload: delivered({
      messages: [
        {
          from: '15550001111',
          id: 'wamid.SYS',
          timestamp: String(SECONDS),
          type: 'system',
          system: {
            type: 'user_changed_number',
            body: 'changed',
            wa_id: '15550003333',
            user_id: 'AR.2',
            previous_user_id: 'AR.1',
          },
        },
      ],
    }),
    means: means({
      kind: 'message',
      providerMessageId: 'wamid.SYS',
      from: { phone: '+15550003333', userId: 'AR.2' },
      at: AT,
      content: { kind: 'system', change: 'number_changed', body: 'changed', was: { phone: '+15550001111', userId: 'AR.1' } },
    }),
  },
  {
    what: 'a new user id without any phone',
    payload: delivered({
      messages: [
        {
          id: 'wamid.SYS',
          timestamp: String(SECONDS),
          type: 'system',
          system: { type: 'user_changed_user_id', user_id: 'AR.2', previous_user_id: 'AR.1' },
        },
      ],
    }),
    means: means({
      kind: 'message',
      providerMessageId: 'wamid.SYS',
      from: { userId: 'AR.2' },
      at: AT,
      content: { kind: 'system', change: 'user_id_changed', was: { userId: 'AR.1' } },
    }),
  },
];

const others: readonly Sample[] = [
  {
    what: 'a status with our reference and its price',
    payload: status({
      biz_opaque_callback_data: 'msg-1',
      pricing: { type: 'regular', category: 'utility' },
      recipient_user_id: 'AR.1349',
    }),
    means: means({
      ...sent,
      recipient: { phone: '+15550001111', userId: 'AR.1349' },
      ref: 'msg-1',
      errors: [],
      pricing: { type: 'regular', category: 'utility' },
    }),
  },
  {
    what: 'a failure with its reason',
    payload: status({ status: 'failed', errors: [{ code: 131050, title: 'Stopped', error_data: { details: 'No marketing' } }] }),
    means: means({ ...sent, status: 'failed', errors: [{ code: '131050', title: 'Stopped', details: 'No marketing' }] }),
  },
  ...(['delivered', 'read', 'played'] as const).map((reached) => ({
    what: `a message that was ${reached}`,
    payload: status({ status: reached }),
    means: means({ ...sent, status: reached, errors: [] }),
  })),
  {
    what: 'a person who answered from the phone',
    payload: delivered(
      {
        message_echoes: [
          {
            from: '15559990000',
            to: '15550001111',
            id: 'wamid.E1',
            timestamp: String(SECONDS),
            type: 'text',
            text: { body: 'Sure' },
          },
        ],
      },
      'smb_message_echoes',
    ),
    means: means({
      kind: 'echo',
      providerMessageId: 'wamid.E1',
      to: { phone: '+15550001111' },
      at: AT,
      content: { kind: 'text', body: 'Sure' },
    }),
  },
  {
    what: 'errors of the number',
    payload: delivered({ errors: [{ code: 130429, title: 'Rate limit hit' }] }),
    means: means({
      kind: 'notice',
      about: 'errors',
      at: Date.parse('2026-12-01T09:00:00Z'),
      errors: [{ code: '130429', title: 'Rate limit hit' }],
    }),
  },
  {
    what: 'news about the account',
    payload: news('account_update', { event: 'ACCOUNT_RECONNECTED' }),
    means: [{ events: [{ kind: 'notice', about: 'account_update.ACCOUNT_RECONNECTED', at: AT, errors: [] }] }],
  },
  {
    what: 'a message that another agent is handling',
    payload: delivered(
      {
        messages: [
          { from: '15550001111', id: 'wamid.SB', timestamp: String(SECONDS), type: 'text', text: { body: 'not for us' } },
        ],
      },
      'standby',
    ),
    means: means({ kind: 'notice', about: 'standby', at: Date.parse('2026-12-01T09:00:00Z'), errors: [] }),
  },
  {
    what: 'two numbers and a status in one delivery',
    payload: several([
      change({ statuses: [{ id: 'wamid.OUT1', status: 'sent', timestamp: String(SECONDS), recipient_id: '15550001111' }] }),
      change({ statuses: [{ id: 'wamid.OUT2', status: 'read', timestamp: String(SECONDS) }] }, 'messages', OTHER_SENDER),
    ]),
    means: [
      { address: SENDER, events: [{ ...sent, errors: [] }] },
      {
        address: OTHER_SENDER,
        events: [{ kind: 'status', providerMessageId: 'wamid.OUT2', status: 'read', at: AT, errors: [] }],
      },
    ],
  },
  {
    what: 'one broken message among sound ones',
    payload: delivered({
      messages: [
        null,
        { from: '15550001111', timestamp: String(SECONDS), type: 'text', text: { body: 'no id' } },
        { id: 'wamid.NOBODY', timestamp: String(SECONDS), type: 'text', text: { body: 'nobody' } },
        { from: '15550001111', id: 'wamid.OK', timestamp: String(SECONDS), type: 'text', text: { body: 'still here' } },
      ],
      statuses: [{ id: 'wamid.OUT1', status: 'eaten' }],
    }),
    means: means(
      unreadable('value.messages[0]', 'it is not an object'),
      unreadable('value.messages[1]', 'it has no id'),
      unreadable('value.messages[2]', 'it does not say who wrote it'),
      {
        kind: 'message',
        providerMessageId: 'wamid.OK',
        from: { phone: '+15550001111' },
        at: AT,
        content: { kind: 'text', body: 'still here' },
      },
      unreadable('value.statuses[0]', 'its status is unknown'),
    ),
  },
];

function unreadable(where: string, reason: string): InboundEvent {
  return { kind: 'unrecognised', at: Date.parse('2026-12-01T09:00:00Z'), where, reason };
}

export const hears = [...contents, ...people, ...others];

export const unknown: WebhookSamples['unknown'] = [
  { what: 'a type of message', payload: said({ type: 'hologram', hologram: { id: 'h-77' } }), keeps: 'h-77' },
  {
    what: 'an answer of a new kind',
    payload: said({ type: 'interactive', interactive: { type: 'dice_reply', dice: 'six' } }),
    keeps: 'six',
  },
  {
    what: 'a message of a group',
    payload: said({ type: 'text', text: { body: 'in the group' }, group_id: 'g1' }),
    keeps: 'in the group',
  },
  { what: 'a list beside the messages', payload: delivered({ holograms: [{ id: 'h-78' }] }), keeps: 'h-78' },
  { what: 'a field', payload: news('tarot', { card: 'the tower' }), keeps: 'the tower' },
  { what: 'a change without a field', payload: several([{ value: { card: 'the moon' } }]), keeps: 'the moon' },
  { what: 'an entry of another shape', payload: { object: 'page', entry: [{ id: '1', messaging: ['psst'] }] }, keeps: 'psst' },
  { what: 'a status', payload: status({ status: 'teleported' }), keeps: 'teleported' },
];
