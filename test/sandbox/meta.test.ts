import { describe, expect, it, vi } from 'vitest';
import { escaped, signature } from '#sandbox/meta/webhook.ts';
import { PHONE, TOKEN, givenApp, givenMeta } from './meta-given.ts';

const PNG = Buffer.from('89504e470d0a1a0a', 'hex').toString('base64');

describe('the signature of a webhook', () => {
  it('is made over the escaped text, as in the published vector', () => {
    const body = escaped(JSON.stringify({ object: 'whatsapp_business_account', note: 'café 😀' }));
    expect(body).toBe('{"object":"whatsapp_business_account","note":"caf\\u00e9 \\ud83d\\ude00"}');
    expect(signature('test-app-secret', body)).toBe('sha256=c4e0f3d0f7b63676e65d4573c6a883abf421fd2ffd7ac9d4ea54f34d41a039bc');
  });
});

describe('what a customer sends', () => {
  it('arrives signed and escaped after the handshake, and is then ticked as delivered', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    const { id } = await meta.says(ana, '¿Hay sitio mañana? 😀');
    await vi.waitFor(() => expect(app.messages()).toHaveLength(1));

    expect(app.handshakes).toEqual(['subscribe']);
    expect(app.arrived[0]?.raw).toContain('\\u00bfHay sitio ma\\u00f1ana? \\ud83d\\ude00');
    expect(app.values()[0]).toMatchObject({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '34910000001', phone_number_id: PHONE },
      contacts: [{ profile: { name: 'Ana' }, wa_id: '34600000001', user_id: ana.userId }],
      messages: [{ from: '34600000001', from_user_id: ana.userId, id, type: 'text', text: { body: '¿Hay sitio mañana? 😀' } }],
    });
    await vi.waitFor(async () => expect((await meta.chat(ana)).bubbles[0]?.ticks).toBe('delivered'));
    expect(id).toMatch(/^wamid\.HBgL/);
  });

  it('carries no number for a hidden one, in no place', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const eva = await meta.customer({ name: 'Eva', number: '+34600777888', hideNumber: true });
    expect(eva).not.toHaveProperty('number');
    const { id } = await meta.says(eva, 'hola');
    await vi.waitFor(() => expect(app.messages()).toHaveLength(1));
    expect(app.values()[0]?.contacts?.[0]).not.toHaveProperty('wa_id');
    expect(app.messages()[0]).not.toHaveProperty('from');
    expect(app.messages()[0]?.['from_user_id']).toBe(eva.userId);
    expect(eva.userId).toMatch(/^ES\.\d+$/);
    expect(Buffer.from(id.slice(6), 'base64').toString('latin1')).not.toContain('600777888');

    await meta.graph('POST', `${PHONE}/messages`, {
      messaging_product: 'whatsapp',
      recipient: eva.userId,
      text: { body: 'hola Eva' },
    });
    await vi.waitFor(() => expect(app.statuses()).toHaveLength(2));
    for (const status of app.statuses()) expect(status).not.toHaveProperty('recipient_id');
    expect(app.arrived.map(({ raw }) => raw).join()).not.toContain('600777888');
  });

  it('can be media, whose bytes come from a short-lived address', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    await meta.says(ana, { kind: 'media', media: 'image', mimeType: 'image/png', base64: PNG, caption: 'mi pelo' });
    await vi.waitFor(() => expect(app.messages()).toHaveLength(1));
    const image = app.messages()[0]?.['image'];
    expect(image).toMatchObject({ mime_type: 'image/png', caption: 'mi pelo' });

    const { body: about } = await meta.graph('GET', `${image.id}?phone_number_id=${PHONE}`);
    expect(about).toMatchObject({ messaging_product: 'whatsapp', id: image.id, mime_type: 'image/png', file_size: 8 });
    expect(Buffer.from(about.sha256, 'hex').toString('base64')).toBe(image.sha256);
    const bytes = await fetch(about.url, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(Buffer.from(await bytes.arrayBuffer()).toString('base64')).toBe(PNG);
    expect((await fetch(about.url)).status).toBe(401);
    expect((await meta.graph('GET', `${image.id}`, undefined, 'another-token')).body.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    });

    await meta.control('PUT', 'clock', { offsetMs: 6 * 60_000 });
    expect((await meta.graph('GET', about.url)).status).toBe(404);
    await meta.control('PUT', 'clock', { offsetMs: 8 * 24 * 3_600_000 });
    expect((await meta.graph('GET', image.id)).body.error).toMatchObject({ code: 100, error_subcode: 33 });
  });

  it('can be a tap on what was offered, and on nothing else', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    await meta.says(ana, 'hola');
    const buttons = await meta.send({
      type: 'interactive',
      interactive: {
        type: 'button',
        body: { text: '¿Cuándo?' },
        action: { buttons: [{ type: 'reply', reply: { id: 'slot:1', title: 'Lunes 10:00' } }] },
      },
    });
    const message = buttons.body.messages[0].id;
    await meta.says(ana, { kind: 'choice', message, choice: 'slot:1' });
    await vi.waitFor(() => expect(app.messages()).toHaveLength(2));
    expect(app.messages()[1]).toMatchObject({
      type: 'interactive',
      context: { from: '34910000001', id: message },
      interactive: { type: 'button_reply', button_reply: { id: 'slot:1', title: 'Lunes 10:00' } },
    });
    await expect(meta.says(ana, { kind: 'choice', message, choice: 'slot:2' })).rejects.toThrow('400');
    expect((await meta.chat(ana)).bubbles.at(-1)?.content).toEqual({ kind: 'choice', id: 'slot:1', title: 'Lunes 10:00' });
  });

  it('is shown as read and answered by typing until the answer comes', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    const { id } = await meta.says(ana, 'hola');
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } };
    expect(await meta.graph('POST', `${PHONE}/messages`, read)).toMatchObject({ status: 200, body: { success: true } });
    expect(await meta.chat(ana)).toMatchObject({ typing: true, bubbles: [{ ticks: 'read' }] });
    await meta.text('Buenas');
    expect((await meta.chat(ana)).typing).toBe(false);
    const unknown = await meta.graph('POST', `${PHONE}/messages`, { ...read, message_id: 'wamid.x' });
    expect(unknown.body.error.code).toBe(131009);
  });
});

describe('what a business sends', () => {
  it('runs through sent, delivered and read, with our reference and a price, and without `conversation`', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    const said = await meta.says(ana, 'hola');
    const sent = await meta.text('Hola, Ana', { biz_opaque_callback_data: 'msg:7', context: { message_id: said.id } });
    const id = sent.body.messages[0].id;
    expect(sent).toMatchObject({
      status: 200,
      body: { messaging_product: 'whatsapp', contacts: [{ input: '+34600000001', wa_id: '34600000001' }] },
    });
    await vi.waitFor(() => expect(app.statuses()).toHaveLength(2));
    await meta.control('POST', `chats/${PHONE}/${ana.id}/read`, {});
    await vi.waitFor(() => expect(app.statuses().map(({ status }) => status)).toEqual(['sent', 'delivered', 'read']));
    for (const status of app.statuses()) {
      expect(status).toMatchObject({
        id,
        recipient_id: '34600000001',
        recipient_user_id: ana.userId,
        biz_opaque_callback_data: 'msg:7',
      });
      expect(status).not.toHaveProperty('conversation');
    }
    expect(app.statuses()[0]?.['pricing']).toEqual({
      billable: true,
      pricing_model: 'PMP',
      type: 'regular',
      category: 'service',
    });
    expect((await meta.chat(ana)).bubbles.at(-1)).toMatchObject({ id, from: 'business', replyTo: said.id, ticks: 'read' });
    expect(await meta.accepted()).toMatchObject([{ id, to: ana.id, business: PHONE, ref: 'msg:7', answered: true }]);
  });

  it('can be uploaded media or a link on this machine, and an unreachable link fails with 131053', async () => {
    const app = await givenApp();
    const meta = await givenMeta(app.url);
    const ana = await meta.customer();
    await meta.says(ana, 'hola');
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('file', new File([Buffer.from('%PDF-1.4')], 'cita.pdf', { type: 'application/pdf' }));
    const headers = { authorization: `Bearer ${TOKEN}` };
    const upload = await fetch(`${meta.url}/v26.0/${PHONE}/media`, { method: 'POST', headers, body: form });
    const { id: mediaId } = (await upload.json()) as { id: string };
    await meta.send({ type: 'document', document: { id: mediaId, filename: 'cita.pdf', caption: 'Tu cita' } });
    const shown = (await meta.chat(ana)).bubbles.at(-1)?.content;
    expect(shown).toMatchObject({ kind: 'media', media: 'document', src: `/control/media/${mediaId}`, fileName: 'cita.pdf' });
    expect(await (await fetch(meta.url + `/control/media/${mediaId}`)).text()).toBe('%PDF-1.4');

    await meta.send({ type: 'image', image: { link: 'http://127.0.0.1:9/none.png' }, biz_opaque_callback_data: 'gone' });
    await vi.waitFor(() => expect(app.statuses().filter(({ status }) => status === 'failed')).toHaveLength(1));
    expect(app.statuses().find(({ status }) => status === 'failed')).toMatchObject({
      biz_opaque_callback_data: 'gone',
      errors: [{ code: 131053, title: 'Media upload error' }],
    });
    expect((await meta.chat(ana)).bubbles).toHaveLength(2);
    expect((await meta.send({ type: 'image', image: { id: '999' } })).body.error.code).toBe(131009);
  });
});

describe('reading what is there', () => {
  it('shows a number to its own token only', async () => {
    const meta = await givenMeta((await givenApp()).url);
    expect((await meta.graph('GET', `${PHONE}?fields=display_phone_number,quality_rating`)).body).toEqual({
      display_phone_number: '+34910000001',
      quality_rating: 'GREEN',
      id: PHONE,
    });
    const foreign = await meta.graph('GET', PHONE, undefined, 'another-token');
    const missing = await meta.graph('GET', '123', undefined, 'another-token');
    expect(foreign.status).toBe(400);
    expect(foreign.body.error.code).toBe(missing.body.error.code);
    expect((await meta.graph('GET', '102290129340398/phone_numbers')).body.data).toHaveLength(1);
    expect((await meta.graph('POST', '102290129340398/subscribed_apps')).body).toEqual({ success: true });
  });

  it('refuses another host name and another origin', async () => {
    const meta = await givenMeta((await givenApp()).url);
    const { status } = await meta.call('GET', '/control/parties', undefined, { origin: 'https://evil.example' });
    expect(status).toBe(421);
    expect((await meta.call('GET', '/control/parties', undefined, { origin: 'http://localhost:5173' })).status).toBe(200);
  });
});
