import type { OutboundContent, OutboundKind } from '#contracts/content.ts';

/** Part of every message of the kit. It must never be found in a failure or a log line. */
export const BODY = 'Private words of a customer';
export const PHONE = '+15550001111';

const rows = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `slot-${from + n}`, title: `Slot ${from + n}`, description: 'with Ana' }));

/** At least one message of every kind. A channel sends those whose kind it lists. */
export const sayings: Readonly<Record<OutboundKind, readonly OutboundContent[]>> = {
  text: [
    { kind: 'text', body: BODY },
    { kind: 'text', body: `${BODY} 😀 مرحبا\nsecond line` },
  ],
  media: [
    { kind: 'media', media: 'image', link: 'https://files.example/a.png', mimeType: 'image/png', caption: BODY },
    { kind: 'media', media: 'video', link: 'https://files.example/a.mp4', mimeType: 'video/mp4' },
    { kind: 'media', media: 'audio', link: 'https://files.example/a.ogg', mimeType: 'audio/ogg' },
    { kind: 'media', media: 'sticker', link: 'https://files.example/a.webp', mimeType: 'image/webp' },
    {
      kind: 'media',
      media: 'document',
      link: 'https://files.example/a.pdf',
      mimeType: 'application/pdf',
      caption: BODY,
      fileName: 'invoice.pdf',
    },
  ],
  location: [
    { kind: 'location', latitude: 40.4168, longitude: -3.7038 },
    { kind: 'location', latitude: 0, longitude: 0, name: 'Salon', address: 'Main street 1' },
  ],
  contacts: [
    {
      kind: 'contacts',
      contacts: [
        { name: 'Ana Ruiz', phones: ['+15550002222'], emails: ['ana@salon.example'], organization: 'Salon' },
        { name: 'Bo', phones: [], emails: [] },
      ],
    },
  ],
  reaction: [
    { kind: 'reaction', to: 'wamid.QUOTED', emoji: '👍' },
    { kind: 'reaction', to: 'wamid.QUOTED' },
  ],
  buttons: [
    { kind: 'buttons', body: BODY, buttons: [{ id: 'yes', title: 'Yes' }] },
    {
      kind: 'buttons',
      header: 'Your booking',
      body: BODY,
      footer: 'Salon',
      buttons: [
        { id: 'confirm:1', title: 'Confirm' },
        { id: 'move:1', title: 'Another time' },
        { id: 'cancel:1', title: 'Cancel' },
      ],
    },
  ],
  list: [
    { kind: 'list', body: BODY, button: 'Times', sections: [{ rows: rows(1, 3) }] },
    {
      kind: 'list',
      header: 'Free times',
      body: BODY,
      footer: 'Salon',
      button: 'Times',
      sections: [
        { title: 'Monday', rows: rows(1, 5) },
        { title: 'Tuesday', rows: rows(6, 5) },
      ],
    },
  ],
  template: [
    { kind: 'template', name: 'hello', language: 'en', providerRef: `HX${'0'.repeat(32)}`, body: [], buttons: [] },
    {
      kind: 'template',
      name: 'appointment_reminder',
      language: 'es_AR',
      providerRef: `HX${'1'.repeat(32)}`,
      header: { text: 'Salon' },
      body: [BODY, '10:00'],
      buttons: [
        { type: 'quick_reply', index: 0, payload: 'confirm:1' },
        { type: 'url', index: 1, suffix: 'r/1' },
      ],
    },
    {
      kind: 'template',
      name: 'news',
      language: 'en_US',
      providerRef: `HX${'2'.repeat(32)}`,
      header: { image: 'https://files.example/a.png' },
      body: [],
      buttons: [],
    },
  ],
  flow: [
    { kind: 'flow', body: BODY, button: 'Book', flowId: '1122', token: 'f10w-t0ken' },
    { kind: 'flow', body: BODY, button: 'Book', flowId: '1122', token: 'f10w-t0ken', screen: 'DATE', data: { service: 'cut' } },
  ],
};
