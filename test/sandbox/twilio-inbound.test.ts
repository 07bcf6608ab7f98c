import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Receiver,
  type TestEmulator,
  accountSid,
  authToken,
  businessNumber,
  emulator,
  receiver,
  senderSid,
  settings,
} from './twilio-support.ts';

let app: Receiver;
let twilio: TestEmulator;

beforeEach(async () => {
  app = await receiver();
  twilio = await emulator(settings(app));
});
afterEach(async () => {
  await twilio.stop();
  await app.close();
});

const inbound = async (count = 1) => {
  await vi.waitFor(() => expect(app.inbound().length).toBeGreaterThanOrEqual(count), { timeout: 5000 });
  return app.inbound().at(-1)!;
};

describe('a message of the customer', () => {
  it('is posted to the business, signed as the library of Twilio checks it', async () => {
    const ana = await twilio.customer();
    const id = await twilio.says(ana.id, { kind: 'text', body: 'Hola, ¿hay turno?' });
    const { fields, headers, url } = await inbound();

    expect(fields).toEqual({
      SmsMessageSid: id,
      NumMedia: '0',
      ProfileName: 'Ana Example',
      MessageType: 'text',
      SmsSid: id,
      WaId: '34611111111',
      SmsStatus: 'received',
      Body: 'Hola, ¿hay turno?',
      To: `whatsapp:${businessNumber}`,
      MessagingServiceSid: expect.stringMatching(/^MG/),
      NumSegments: '1',
      ReferralNumMedia: '0',
      MessageSid: id,
      AccountSid: accountSid,
      ChannelMetadata: '{"type":"whatsapp","data":{"context":{"ProfileName":"Ana Example","WaId":"34611111111"}}}',
      From: 'whatsapp:+34611111111',
      ExternalUserId: `whatsapp:${ana.userId}`,
      ApiVersion: '2010-04-01',
    });
    expect(url).toBe(`${app.origin}/in?tenant=t_1`);
    expect(headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(headers['i-twilio-idempotency-token']).toBeTruthy();
    expect(validateRequest(authToken, headers['x-twilio-signature'] ?? '', url, fields)).toBe(true);
    expect(validateRequest('another token', headers['x-twilio-signature'] ?? '', url, fields)).toBe(false);
    await vi.waitFor(async () => expect((await twilio.chat(ana.id)).bubbles[0]).toMatchObject({ ticks: 'delivered' }));
  });

  it('comes from the user id when the number is hidden, and can be answered there', async () => {
    const hidden = await twilio.customer({ name: 'Sam', hideNumber: true });
    await twilio.says(hidden.id, { kind: 'text', body: 'Hi' });
    const { fields } = await inbound();
    expect(fields).toMatchObject({ From: `whatsapp:${hidden.userId}`, ExternalUserId: `whatsapp:${hidden.userId}` });
    expect(fields).not.toHaveProperty('WaId');

    await twilio.send({ To: fields['From'] ?? '', Body: 'Hello Sam' });
    await vi.waitFor(async () => expect((await twilio.chat(hidden.id)).bubbles).toHaveLength(2));
  });

  it('carries a place', async () => {
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'location', latitude: 40.4, longitude: -3.7, name: 'Home', address: 'Calle Mayor 1' });
    expect((await inbound()).fields).toMatchObject({
      MessageType: 'location',
      Latitude: '40.4',
      Longitude: '-3.7',
      Label: 'Home',
      Address: 'Calle Mayor 1',
    });
  });

  it('carries a contact as a vCard', async () => {
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'contacts', contacts: [{ name: 'Bo; Jr', phone: '+34622222222' }] });
    const { fields } = await inbound();
    expect(fields).toMatchObject({ MessageType: 'contacts', NumMedia: '1', MediaContentType0: 'text/vcard', Body: '' });
    const { headers } = await twilio.call(new URL(fields['MediaUrl0'] ?? '').pathname);
    const card = await (await fetch(twilio.url + headers.get('location'))).text();
    expect(card).toContain('FN:Bo\\; Jr');
    expect(card).toContain('TEL;type=CELL;waid=34622222222:+34622222222');
  });

  it('names what it answers', async () => {
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    const { body } = await twilio.send({ To: 'whatsapp:+34611111111', Body: 'Hello' });
    await vi.waitFor(async () => expect((await twilio.chat(ana.id)).bubbles).toHaveLength(2));
    await twilio.says(ana.id, { kind: 'text', body: 'Yes', replyTo: body.sid });
    expect((await inbound(2)).fields).toMatchObject({
      OriginalRepliedMessageSid: body.sid,
      OriginalRepliedMessageSender: `whatsapp:${businessNumber}`,
    });
  });

  it('is no webhook when it is a reaction: that stays on the phone', async () => {
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    const { body } = await twilio.send({ To: 'whatsapp:+34611111111', Body: 'Hello' });
    await vi.waitFor(async () => expect((await twilio.chat(ana.id)).bubbles).toHaveLength(2));
    await twilio.says(ana.id, { kind: 'reaction', message: body.sid, emoji: '👍' });
    expect((await twilio.chat(ana.id)).bubbles[1]?.reactions).toEqual([{ from: 'customer', emoji: '👍' }]);
    await twilio.says(ana.id, { kind: 'text', body: 'after' });
    expect((await inbound(2)).fields['Body']).toBe('after');
  });
});

describe('a tap', () => {
  async function offered(types: unknown, approved = false) {
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    const sid = await twilio.content(types);
    if (approved) {
      await twilio.post(`/v1/Content/${sid}/ApprovalRequests/whatsapp`, { name: 'reminder', category: 'UTILITY' });
      await twilio.advance(5000);
    }
    const { body } = await twilio.send({ To: 'whatsapp:+34611111111', ContentSid: sid });
    await vi.waitFor(async () => expect((await twilio.chat(ana.id)).bubbles).toHaveLength(2));
    return { ana, message: body.sid };
  }
  const yesNo = {
    'twilio/quick-reply': {
      body: 'Will you come?',
      actions: [
        { title: 'Yes', id: 'come:yes' },
        { title: 'No', id: 'come:no' },
      ],
    },
  };

  it('on a button in session is interactive', async () => {
    const { ana, message } = await offered(yesNo);
    await twilio.says(ana.id, { kind: 'choice', message, choice: 'come:yes' });
    const { fields } = await inbound(2);
    expect(fields).toMatchObject({
      MessageType: 'interactive',
      Body: 'Yes',
      ButtonText: 'Yes',
      ButtonPayload: 'come:yes',
      OriginalRepliedMessageSid: message,
    });
    expect(JSON.parse(fields['ChannelMetadata'] ?? '')).toMatchObject({ data: { context: { ButtonText: 'Yes' } } });
  });

  it('on a button of an approved template is a button', async () => {
    const { ana, message } = await offered(yesNo, true);
    await twilio.says(ana.id, { kind: 'choice', message, choice: 'come:no' });
    expect((await inbound(2)).fields).toMatchObject({ MessageType: 'button', ButtonText: 'No', ButtonPayload: 'come:no' });
  });

  it('on a row of a list brings its id and title', async () => {
    const items = [
      { id: 'svc:cut', item: 'Haircut', description: '45 minutes' },
      { id: 'svc:dye', item: 'Colour' },
    ];
    const { ana, message } = await offered({ 'twilio/list-picker': { body: 'Which one?', button: 'Choose', items } });
    expect((await twilio.chat(ana.id)).bubbles[1]?.content).toMatchObject({
      kind: 'list',
      button: 'Choose',
      sections: [{ rows: [{ title: 'Haircut' }, {}] }],
    });
    await twilio.says(ana.id, { kind: 'choice', message, choice: 'svc:cut' });
    expect((await inbound(2)).fields).toMatchObject({
      MessageType: 'interactive',
      Body: 'Haircut',
      ListId: 'svc:cut',
      ListTitle: 'Haircut',
      ListDescription: '45 minutes',
    });
  });

  it('on a link opens it on the phone, and is no message', async () => {
    const { ana, message } = await offered({
      'twilio/call-to-action': { body: 'Pay', actions: [{ type: 'URL', title: 'Pay', url: 'https://x.test' }] },
    });
    await expect(twilio.says(ana.id, { kind: 'choice', message, choice: 'URL:0' })).rejects.toThrow('400');
  });
});

describe('media of the customer', () => {
  const picture = {
    kind: 'media',
    media: 'image',
    mimeType: 'image/png',
    base64: Buffer.from('a picture').toString('base64'),
    caption: 'Like this',
  } as const;

  it('lies behind the credentials, and then with a storage that wants none', async () => {
    const ana = await twilio.customer();
    const id = await twilio.says(ana.id, picture);
    const { fields } = await inbound();
    expect(id).toMatch(/^MM/);
    expect(fields).toMatchObject({
      MessageType: 'image',
      NumMedia: '1',
      MediaContentType0: 'image/png',
      Body: 'Like this',
      MessageSid: id,
    });

    const media = new URL(fields['MediaUrl0'] ?? '');
    expect((await fetch(media)).status).toBe(401);
    const { status, headers } = await twilio.call(media.pathname);
    expect(status).toBe(307);
    const bytes = await fetch(new URL(headers.get('location') ?? '', media));
    expect(bytes.headers.get('content-type')).toBe('image/png');
    expect(await bytes.text()).toBe('a picture');

    expect((await twilio.call(`${twilio.messages}/${id}/Media.json`)).body.media_list).toHaveLength(1);
    expect(await twilio.call(`${media.pathname}.json`, { method: 'DELETE' })).toMatchObject({ status: 204 });
    expect(await twilio.call(media.pathname)).toMatchObject({ status: 404, body: { code: 20404 } });
  });
});

describe('the typing indicator', () => {
  it('shows for a while and marks the message read', async () => {
    const ana = await twilio.customer();
    const id = await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    await inbound();
    const typing = await twilio.form('/v2/Indicators/Typing.json', { channel: 'whatsapp', messageId: id });
    expect(typing).toMatchObject({ status: 200, body: { success: true } });
    expect(await twilio.chat(ana.id)).toMatchObject({ typing: true, bubbles: [{ ticks: 'read' }] });
    await twilio.advance(25_000);
    expect(await twilio.chat(ana.id)).toMatchObject({ typing: false });
    const unknown = await twilio.form('/v2/Indicators/Typing.json', { channel: 'whatsapp', messageId: `SM${'0'.repeat(32)}` });
    expect(unknown).toMatchObject({ status: 404 });
  });
});

describe('a webhook that fails', () => {
  const withUrl = async (webhookUrl: string) => {
    await twilio.stop();
    const config = settings(app);
    twilio = await emulator({ ...config, businesses: config.businesses.map((each) => ({ ...each, webhookUrl })) });
    const ana = await twilio.customer();
    return { ana, id: await twilio.says(ana.id, { kind: 'text', body: 'Hi' }) };
  };
  const settled = () => vi.waitFor(async () => expect(await twilio.pending()).toBe(0), { timeout: 5000 });

  it('is lost at once by default when the app answers 500, and the list still has the message', async () => {
    app.statuses.push(500);
    const { id } = await withUrl(`${app.origin}/in`);
    await settled();
    expect(app.received).toHaveLength(1);
    const { messages } = (await twilio.call(`${twilio.messages}.json?To=${encodeURIComponent(`whatsapp:${businessNumber}`)}`))
      .body;
    expect(messages).toMatchObject([{ sid: id, direction: 'inbound', status: 'received', body: 'Hi' }]);
  });

  it('is tried again as the fragment asks, under one token and one signature', async () => {
    app.statuses.push(500, 503, 502);
    await withUrl(`${app.origin}/in#rc=3&rp=5xx,rt,ct`);
    await settled();
    expect(app.received).toHaveLength(4);
    expect(new Set(app.received.map((each) => each.headers['i-twilio-idempotency-token'])).size).toBe(1);
    expect(new Set(app.received.map((each) => each.headers['x-twilio-signature'])).size).toBe(1);
    expect(app.received[0]?.url).toBe(`${app.origin}/in`);
  });

  it('is lost after those tries', async () => {
    app.statuses.push(500, 500, 500, 500, 500);
    await withUrl(`${app.origin}/in#rc=3&rp=5xx`);
    await settled();
    expect(app.received).toHaveLength(4);
  });

  it('is lost when nobody listens, and does not come later', async () => {
    const { origin } = app;
    await app.close();
    const { ana } = await withUrl(`${origin}/in#rc=3&rp=ct`);
    await settled();
    expect((await twilio.chat(ana.id)).bubbles[0]).toMatchObject({ ticks: 'sent' });
    app = await receiver();
  });
});

describe('faults of webhooks', () => {
  it('duplicate posts the same webhook twice', async () => {
    await twilio.faults({ duplicate: 1 });
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    await inbound(2);
    const [first, second] = app.inbound();
    expect(second).toEqual(first);
  });

  it('delayMs holds webhooks back, by the clock of the emulator', async () => {
    await twilio.faults({ delayMs: 60_000 });
    const ana = await twilio.customer();
    await twilio.says(ana.id, { kind: 'text', body: 'Hi' });
    expect(await twilio.pending()).toBe(1);
    expect(app.received).toEqual([]);
    await twilio.advance(60_000);
    await inbound();
  });
});

describe('an emulator that starts again from its file', () => {
  it('has its chats, messages and content, and posts the webhooks that were still waiting', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deskbell-twilio-'));
    try {
      const config = settings(app, { dataFile: join(folder, 'twilio.db') });
      const first = await emulator(config);
      const ana = await first.customer();
      const content = await first.content({ 'twilio/text': { body: 'Hello' } });
      await first.faults({ delayMs: 60_000 });
      const id = await first.says(ana.id, { kind: 'text', body: 'Hi' });
      await first.stop();

      const second = await emulator(config);
      expect((await second.chat(ana.id)).bubbles.map((each) => each.id)).toEqual([id]);
      expect(await second.message(id)).toMatchObject({ direction: 'inbound', body: 'Hi' });
      expect((await second.call(`/v1/Content/${content}`)).body).toMatchObject({ sid: content });
      await second.advance(60_000);
      expect((await inbound()).fields['MessageSid']).toBe(id);
      const { status } = await second.send({ To: 'whatsapp:+34611111111', Body: 'Welcome back' });
      expect(status).toBe(201);
      await second.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the senders of the account', () => {
  it('are listed and found by sid', async () => {
    expect((await twilio.call('/v2/Channels/Senders?Channel=whatsapp')).body.senders).toMatchObject([
      { sid: senderSid, status: 'ONLINE' },
    ]);
    expect(await twilio.call(`/v2/Channels/Senders/${senderSid}`)).toMatchObject({
      status: 200,
      body: { sender_id: `whatsapp:${businessNumber}` },
    });
    expect(await twilio.call(`/v2/Channels/Senders/XE${'0'.repeat(32)}`)).toMatchObject({ status: 404 });
  });
});
