import { describe, expect, it, vi } from 'vitest';
import { PHONE, givenApp, givenFile, givenMeta } from './meta-given.ts';

async function given(more = {}) {
  const app = await givenApp();
  const meta = await givenMeta(app.url, more);
  const ana = await meta.customer();
  return { app, meta, ana };
}

describe('faults', () => {
  it('deliver twice', async () => {
    const { app, meta, ana } = await given();
    await meta.faults({ duplicate: 1 });
    const { id } = await meta.says(ana, 'hola');
    await vi.waitFor(() => expect(app.messages()).toHaveLength(2), 5000);
    expect(app.messages().map((each) => each['id'])).toEqual([id, id]);
    await meta.quiet();
  });

  it('let later ones overtake', async () => {
    const { app, meta, ana } = await given();
    await meta.faults({ reorder: 0.5 });
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push((await meta.says(ana, `${n}`)).id);
    await meta.quiet();
    const got = app.messages().map((each) => each['id']);
    expect(got.toSorted()).toEqual(ids.toSorted());
    expect(got).not.toEqual(ids);
  });

  it('keep the order when there are none', async () => {
    const { app, meta, ana } = await given();
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push((await meta.says(ana, `${n}`)).id);
    await meta.quiet();
    expect(app.messages().map((each) => each['id'])).toEqual(ids);
  });

  it('drop receipts only', async () => {
    const { app, meta, ana } = await given();
    await meta.says(ana, 'hola');
    await meta.faults({ dropReceipts: 1 });
    await meta.text('uno');
    await meta.says(ana, 'sigo');
    await meta.quiet();
    expect(app.statuses()).toEqual([]);
    expect(app.messages()).toHaveLength(2);
  });

  it('wait by the clock of the emulator', async () => {
    const { app, meta, ana } = await given();
    await meta.faults({ delayMs: 60_000 });
    await meta.says(ana, 'hola');
    expect(await meta.control('GET', 'pending')).toEqual({ webhooks: 1 });
    expect(app.messages()).toEqual([]);
    await meta.control('PUT', 'clock', { offsetMs: 60_000 });
    await vi.waitFor(() => expect(app.messages()).toHaveLength(1));
  });

  it('answer 5xx and do nothing', async () => {
    const { app, meta, ana } = await given();
    await meta.says(ana, 'hola');
    await meta.faults({ serverError: 1 });
    expect((await meta.text('uno')).status).toBeGreaterThanOrEqual(500);
    await meta.faults({ rateLimit: 1 });
    expect([130429, 131056]).toContain((await meta.text('uno')).body.error.code);
    await meta.quiet();
    expect(await meta.accepted()).toEqual([]);
    expect(app.statuses()).toEqual([]);
    expect((await meta.chat(ana)).bubbles).toHaveLength(1);
  });

  it('accept, deliver and never answer', async () => {
    const { app, meta, ana } = await given();
    await meta.says(ana, 'hola');
    await meta.faults({ neverAnswer: 1 });
    const hangUp = new AbortController();
    const asked = fetch(`${meta.url}/v26.0/${PHONE}/messages`, {
      method: 'POST',
      headers: { authorization: 'Bearer EAAG-sandbox-token' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: '+34600000001',
        text: { body: 'uno' },
        biz_opaque_callback_data: 'msg:1',
      }),
      signal: hangUp.signal,
    });
    asked.catch(() => {});
    await vi.waitFor(() => expect(app.statuses()).toHaveLength(2));
    expect(app.statuses()[1]).toMatchObject({ status: 'delivered', biz_opaque_callback_data: 'msg:1' });
    expect(await meta.accepted()).toMatchObject([{ ref: 'msg:1', answered: false }]);
    expect((await meta.chat(ana)).bubbles).toHaveLength(2);
    hangUp.abort();
    await expect(asked).rejects.toThrow();
  });
});

describe('an app that is not there', () => {
  it('gets everything in order once it is, after a new handshake', async () => {
    const { app, meta, ana } = await given();
    await meta.says(ana, '0');
    await meta.quiet();
    await app.stop();
    const ids: string[] = [];
    for (let n = 1; n < 6; n += 1) ids.push((await meta.says(ana, `${n}`)).id);
    await meta.text('mientras');
    expect((await meta.chat(ana)).bubbles[1]?.ticks).toBe('sent');
    const back = await givenApp(() => 200, app.port);
    await vi.waitFor(() => expect(back.messages()).toHaveLength(5), 10_000);
    expect(back.handshakes.length).toBeGreaterThan(0);
    expect(back.messages().map((each) => each['id'])).toEqual(ids);
    await meta.quiet();
    expect(back.statuses().map((each) => each['status'])).toEqual(['sent', 'delivered']);
  });

  it('gets again what it refused, after the delay and not before', async () => {
    let answer = 503;
    const app = await givenApp(() => answer);
    const meta = await givenMeta(app.url);
    await meta.says(await meta.customer(), 'hola');
    await vi.waitFor(() => expect(meta.sandbox.file.row('SELECT attempts FROM webhooks')).toMatchObject({ attempts: 1 }));
    answer = 200;
    await meta.control('PUT', 'clock', { offsetMs: 5000 });
    await vi.waitFor(() => expect(app.messages()).toHaveLength(1));
  });

  it('is given up after seven days', async () => {
    const app = await givenApp(() => 500);
    const meta = await givenMeta(app.url);
    await meta.says(await meta.customer(), 'hola');
    await vi.waitFor(() => expect(meta.sandbox.file.row('SELECT attempts FROM webhooks')).toMatchObject({ attempts: 1 }));
    await meta.control('PUT', 'clock', { offsetMs: 8 * 24 * 3_600_000 });
    await meta.quiet();
    expect(app.messages()).toEqual([]);
  });
});

describe('a restart', () => {
  it('loses nothing: pending webhooks, chats, media, templates, faults and the clock are in the file', async () => {
    const dataFile = await givenFile();
    const app = await givenApp();
    await app.stop();
    const before = await givenMeta(app.url, { dataFile });
    const ana = await before.customer();
    const { id } = await before.says(ana, 'hola');
    await before.text('buenas', { biz_opaque_callback_data: 'msg:1' });
    await before.says(ana, { kind: 'media', media: 'audio', mimeType: 'audio/ogg', base64: 'AAAA' });
    await before.graph('POST', '102290129340398/message_templates', {
      name: 'nueva',
      language: 'es',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hola' }],
    });
    await before.faults({ duplicate: 0, delayMs: 1 });
    await before.control('PUT', 'clock', { offsetMs: 1000 });
    const chat = await before.chat(ana);
    await before.stop();

    const back = await givenApp(() => 200, app.port);
    const after = await givenMeta(app.url, { dataFile });
    expect(await after.control('GET', 'clock')).toMatchObject({ offsetMs: 1000 });
    expect(await after.control('GET', 'faults')).toMatchObject({ delayMs: 1 });
    expect((await after.chat(ana)).bubbles.map((bubble) => bubble.id)).toEqual(chat.bubbles.map((bubble) => bubble.id));
    await vi.waitFor(() => expect(back.messages()).toHaveLength(2));
    expect(back.messages()[0]?.['id']).toBe(id);
    await vi.waitFor(() => expect(back.statuses().map((each) => each['biz_opaque_callback_data'])).toEqual(['msg:1', 'msg:1']));
    const { body } = await after.graph('GET', back.messages()[1]?.['audio'].id);
    expect(body.file_size).toBe(3);
    await after.control('PUT', 'clock', { offsetMs: 60_000 });
    await vi.waitFor(() => expect(back.values().some((value) => value['event'] === 'APPROVED')).toBe(true));
    // The same seed draws other ids after a restart.
    expect((await after.says(ana, 'otra vez')).id).not.toBe(id);
  });
});
