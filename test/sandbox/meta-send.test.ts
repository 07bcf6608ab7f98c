import { describe, expect, it, vi } from 'vitest';
import { PHONE, givenApp, givenMeta } from './meta-given.ts';

const HOUR = 3_600_000;
const button = (id: string, title: string) => ({ type: 'reply', reply: { id, title } });
const interactive = (more: Record<string, unknown>) => ({
  type: 'interactive',
  interactive: { body: { text: '¿Qué día?' }, ...more },
});
const buttons = (...all: unknown[]) => interactive({ type: 'button', action: { buttons: all } });
const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => ({ id: `r${from + i}`, title: `Fila ${from + i}` }));
const list = (sections: unknown) => interactive({ type: 'list', action: { button: 'Ver', sections } });
const template = (components: unknown[], name = 'appointment_reminder', code = 'es') => ({
  type: 'template',
  template: { name, language: { code }, components },
});
const words = (...texts: string[]) => ({ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) });
const link = (text: string) => ({ type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text }] });

async function given(limits?: { allowedRecipients?: string[]; throughput?: number; pairBurst?: number }) {
  const app = await givenApp();
  const meta = await givenMeta(app.url, limits ? { limits } : {});
  const ana = await meta.customer();
  await meta.says(ana, 'hola');
  return { app, meta, ana };
}

describe('a send that is wrong', () => {
  const wrong: [string, Record<string, unknown>, number, string?][] = [
    ['no text body', { type: 'text', text: {} }, 131008],
    ['an empty text', { type: 'text', text: { body: '' } }, 131009],
    ['4,097 characters', { type: 'text', text: { body: 'x'.repeat(4097) } }, 131009],
    ['an unknown property', { type: 'text', text: { body: 'x', bold: true } }, 100],
    ['an unknown top property', { type: 'text', text: { body: 'x' }, priority: 1 }, 100],
    ['an unknown type', { type: 'fax', fax: {} }, 100],
    ['a malformed number', { to: 'ES.123', type: 'text', text: { body: 'x' } }, 131009],
    ['its own number', { to: '34910000001', type: 'text', text: { body: 'x' } }, 131021],
    ['513 characters of opaque data', { type: 'text', text: { body: 'x' }, biz_opaque_callback_data: 'x'.repeat(513) }, 100],
    ['four buttons', buttons(button('a', 'A'), button('b', 'B'), button('c', 'C'), button('d', 'D')), 131009],
    ['no button', buttons(), 131009],
    ['a title of 21', buttons(button('a', 'x'.repeat(21))), 131009],
    ['an id twice', buttons(button('a', 'A'), button('a', 'B')), 131009, 'unique'],
    ['a space at an id', buttons(button(' a', 'A')), 131009],
    [
      '11 rows',
      list([
        { title: 'Uno', rows: rows(6) },
        { title: 'Dos', rows: rows(5, 6) },
      ]),
      131009,
      '10 rows',
    ],
    ['sections without titles', list([{ rows: rows(1) }, { rows: rows(1, 1) }]), 131009, 'title'],
    ['a row twice', list([{ rows: [...rows(1), ...rows(1)] }]), 131009, 'unique'],
    ['a row title of 25', list([{ rows: [{ id: 'a', title: 'x'.repeat(25) }] }]), 131009],
    ['a description of 73', list([{ rows: [{ id: 'a', title: 'A', description: 'x'.repeat(73) }] }]), 131009],
    [
      'a body of 1,025',
      { ...interactive({ type: 'button', body: { text: 'x'.repeat(1025) }, action: { buttons: [button('a', 'A')] } }) },
      131009,
    ],
    ['a product', interactive({ type: 'product', action: {} }), 131051],
    ['id and link', { type: 'image', image: { id: '1', link: 'https://example.com/a.png' } }, 100],
    ['six contacts', { type: 'contacts', contacts: Array(6).fill({ name: { formatted_name: 'A B', first_name: 'A' } }) }, 100],
    ['a contact with one name part', { type: 'contacts', contacts: [{ name: { formatted_name: 'A' } }] }, 131009],
    ['a latitude of 91', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009],
    ['a reaction to nothing', { type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } }, 131009],
    ['a missing template', template([], 'nothing'), 132001, 'nothing'],
    ['another language', template([], 'appointment_reminder', 'en_US'), 132001],
    ['too few words', template([words('Ana'), link('r/1')]), 132000, '(1) does not match the expected number of params (2)'],
    ['no link parameter', template([words('Ana', 'lunes')]), 131008, 'Button at index 1'],
    ['a newline in a word', template([words('Ana\n', 'lunes'), link('r/1')]), 132018],
    ['a filled text too long', template([words('x'.repeat(1020), 'lunes'), link('r/1')]), 132005],
    ['a button that is not there', template([words('Ana', 'lunes'), { ...link('r/1'), index: '5' }]), 132018],
  ];
  it.each(wrong)('is refused for %s', async (_, body, code, details) => {
    const { meta } = await given();
    const { status, body: answer } = await meta.send(body);
    expect(answer.error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) });
    expect(status).toBe(code === 132001 ? 404 : 400);
    expect(answer.error.message).toContain(`(#${code})`);
    if (details !== undefined)
      expect(answer.error.error_data).toMatchObject({ messaging_product: 'whatsapp', details: expect.stringContaining(details) });
    expect(await meta.accepted()).toEqual([]);
  });

  it('is refused without a token, with a strange one, for a strange number and for a strange version', async () => {
    const { meta } = await given();
    const text = { type: 'text', text: { body: 'x' } };
    expect(await meta.send(text, 'stolen')).toMatchObject({
      status: 401,
      body: { error: { code: 190, type: 'OAuthException' } },
    });
    expect((await meta.call('POST', `/v26.0/${PHONE}/messages`, text)).body.error.code).toBe(190);
    const foreign = await meta.send(text, 'another-token');
    expect(foreign).toMatchObject({
      status: 400,
      body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
    });
    const headers = { authorization: 'Bearer EAAG-sandbox-token' };
    for (const version of ['v99.0', 'v20.0', 'v26', 'x']) {
      expect((await meta.call('POST', `/${version}/${PHONE}/messages`, text, headers)).body.error.code).toBe(2500);
    }
    expect((await meta.graph('POST', `${PHONE}/messages`, { to: '+34600000001', ...text })).body.error.message).toBe(
      '(#100) The parameter messaging_product is required.',
    );
  });

  it('is refused for who is not on the list of a test number', async () => {
    const { meta } = await given({ allowedRecipients: ['+34600000009'] });
    expect((await meta.text('x')).body.error).toMatchObject({ code: 131030 });
  });
});

describe('a list and a template', () => {
  it('are taken at their limits, and looked at on the phone', async () => {
    const { meta, ana } = await given();
    expect(
      (
        await meta.send(
          list([
            { title: 'Uno', rows: rows(5) },
            { title: 'Dos', rows: rows(5, 5) },
          ]),
        )
      ).status,
    ).toBe(200);
    expect((await meta.chat(ana)).bubbles.at(-1)?.content).toMatchObject({
      kind: 'list',
      button: 'Ver',
      sections: [{ title: 'Uno' }, { title: 'Dos' }],
    });
    const payload = {
      type: 'button',
      sub_type: 'quick_reply',
      index: 0,
      parameters: [{ type: 'payload', payload: 'confirm:7' }],
    };
    const sent = await meta.send(template([words('Ana', 'lunes'), payload, link('r/7')]));
    expect((await meta.chat(ana)).bubbles.at(-1)?.content).toEqual({
      kind: 'buttons',
      header: 'Salon Sol',
      body: 'Hola Ana, te esperamos el lunes en el salón.',
      buttons: [
        { id: 'confirm:7', title: 'Confirmar' },
        { id: 'url:1', title: 'Ver cita', description: 'https://example.com/r/7' },
      ],
    });
    expect(sent.status).toBe(200);
  });

  it('are answered by list_reply and by `button`', async () => {
    const { app, meta, ana } = await given();
    const offered = await meta.send(list([{ rows: [{ id: 'r1', title: 'Corte', description: '30 min' }] }]));
    await meta.says(ana, { kind: 'choice', message: offered.body.messages[0].id, choice: 'r1' });
    const reminder = await meta.send(template([words('Ana', 'lunes'), link('r/7')]));
    await meta.says(ana, { kind: 'choice', message: reminder.body.messages[0].id, choice: 'Confirmar' });
    await vi.waitFor(() => expect(app.messages()).toHaveLength(3));
    expect(app.messages()[1]?.['interactive']).toEqual({
      type: 'list_reply',
      list_reply: { id: 'r1', title: 'Corte', description: '30 min' },
    });
    expect(app.messages()[2]).toMatchObject({ type: 'button', button: { payload: 'Confirmar', text: 'Confirmar' } });
  });
});

describe('the 24-hour window', () => {
  it('lets free text through until it closes; then only a template arrives, until the customer writes again', async () => {
    const { app, meta, ana } = await given();
    await meta.control('PUT', 'clock', { offsetMs: 23 * HOUR });
    expect((await meta.chat(ana)).windowUntil).toBeDefined();
    await meta.text('dentro');
    await meta.control('PUT', 'clock', { offsetMs: 24 * HOUR });
    expect((await meta.chat(ana)).windowUntil).toBeUndefined();

    // Accepted, and failed by webhook.
    const late = await meta.text('fuera', { biz_opaque_callback_data: 'late' });
    expect(late.status).toBe(200);
    await vi.waitFor(() => expect(app.statuses().find((each) => each['biz_opaque_callback_data'] === 'late')).toBeDefined());
    expect(app.statuses().filter((each) => each['biz_opaque_callback_data'] === 'late')).toMatchObject([
      { id: late.body.messages[0].id, status: 'failed', errors: [{ code: 131047 }] },
    ]);
    await meta.send(template([words('Ana', 'lunes'), link('r/7')]));
    await meta.says(ana, 'sí');
    await meta.text('de nuevo');
    const bodies = (await meta.chat(ana)).bubbles.map(({ content }) => ('body' in content ? content.body : ''));
    expect(bodies).toEqual(['hola', 'dentro', 'Hola Ana, te esperamos el lunes en el salón.', 'sí', 'de nuevo']);
  });

  it('says 131026 for a number that is not on WhatsApp', async () => {
    const { app, meta } = await given();
    expect((await meta.text('x', { to: '+34600999999' })).status).toBe(200);
    await vi.waitFor(() =>
      expect(app.statuses()).toMatchObject([{ status: 'failed', recipient_id: '34600999999', errors: [{ code: 131026 }] }]),
    );
  });
});

describe('the rate limits', () => {
  it('give a pair a burst of 45 and then one in 6 seconds', async () => {
    const { meta } = await given();
    for (let n = 1; n <= 45; n += 1) expect((await meta.text(`${n}`)).status).toBe(200);
    expect(await meta.text('46')).toMatchObject({ status: 429, body: { error: { code: 131056 } } });
    await meta.control('PUT', 'clock', { offsetMs: 6000 });
    expect((await meta.text('46')).status).toBe(200);
    expect((await meta.text('47')).status).toBe(429);
    expect(await meta.accepted()).toHaveLength(46);
  });

  it('give a number 80 a second', async () => {
    const { meta } = await given({ throughput: 3 });
    const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => meta.text(`${n}`, { to: `+3460000010${n}` })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 429]);
    expect(answers.find(({ status }) => status === 429)?.body.error.code).toBe(130429);
    await meta.control('PUT', 'clock', { offsetMs: 1000 });
    expect((await meta.text('again')).status).toBe(200);
  });
});

describe('a template', () => {
  const shape = {
    name: 'cita_nueva',
    language: 'es',
    category: 'UTILITY',
    components: [{ type: 'BODY', text: 'Tu cita está lista.' }],
  };
  const path = '102290129340398/message_templates';

  it('is pending, then approved with a webhook, then usable, then gone', async () => {
    const { app, meta } = await given();
    const created = await meta.graph('POST', path, shape);
    expect(created.body).toEqual({ id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'UTILITY' });
    expect((await meta.send(template([], 'cita_nueva'))).body.error.code).toBe(132001);
    await meta.control('PUT', 'clock', { offsetMs: 10_000 });
    await vi.waitFor(() =>
      expect(app.values().at(-1)).toMatchObject({ event: 'APPROVED', message_template_name: 'cita_nueva', reason: 'NONE' }),
    );
    expect(app.arrived.at(-1)?.body.entry[0]?.time).toEqual(expect.any(Number));
    expect((await meta.send(template([], 'cita_nueva'))).status).toBe(200);
    expect((await meta.graph('GET', `${path}?name=cita_nueva`)).body.data).toMatchObject([{ ...shape, status: 'APPROVED' }]);
    expect((await meta.graph('DELETE', `${path}?name=cita_nueva`)).body).toEqual({ success: true });
    expect((await meta.send(template([], 'cita_nueva'))).body.error.code).toBe(132001);
  });

  it('is refused when it is wrong', async () => {
    const { meta } = await given();
    const wrong = [
      { ...shape, name: 'Mayúsculas' },
      { ...shape, language: 'español' },
      { ...shape, components: [] },
      { ...shape, components: [{ type: 'BODY', text: '{{1}} hola', example: { body_text: [['x']] } }] },
      { ...shape, components: [{ type: 'BODY', text: 'hola {{2}} y', example: { body_text: [['x']] } }] },
      { ...shape, components: [{ type: 'BODY', text: 'hola {{1}} y' }] },
      { ...shape, name: 'appointment_reminder' },
    ];
    for (const body of wrong) expect((await meta.graph('POST', path, body)).body.error).toMatchObject({ code: 100 });
  });

  it('is listed page by page', async () => {
    const { meta } = await given();
    await meta.graph('POST', path, shape);
    const first = await meta.graph('GET', `${path}?limit=1`);
    const second = await meta.graph('GET', `${path}?limit=1&after=${first.body.paging.cursors.after}`);
    expect([...first.body.data, ...second.body.data].map(({ name }: { name: string }) => name)).toEqual([
      'appointment_reminder',
      'cita_nueva',
    ]);
    expect(second.body.paging.next).toBeUndefined();
  });
});
