import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { messagesChange, metaBody, metaSignature, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';

const PATIENCE = { timeout: 25_000, interval: 30 };
const MB = 1_000_000;
const HOUR = 3_600_000;

let app: App;
beforeAll(async () => {
  app = await givenApp();
});
afterAll(() => app[Symbol.asyncDispose]());

let messages = 0;
/** Says it as a new customer with this name, and waits until it is in the inbox with an answer. */
async function said(name: string, message: object) {
  const body = metaBody(messagesChange([{ id: `wamid.hostile.${(messages += 1)}`, timestamp: now(), ...message }], name));
  expect((await app.metaSays(body)).status).toBe(200);
  await expect.poll(async () => (await app.inbox('juniper', name)).length, PATIENCE).toBe(2);
  const [heard, answer] = await app.inbox('juniper', name);
  return { heard, answer };
}
const now = () => String(Math.floor(Date.now() / 1000));
const text = (body: string) => ({ type: 'text', text: { body } });

describe('a body over the limit', () => {
  const emoji = (bytes: number) => metaBody(textChange({ id: 'wamid.large', body: '😀'.repeat(bytes / 4), name: 'Larry' }));

  it.each([false, true])('is refused with 413 and leaves nothing behind (in pieces: %s)', async (chunked) => {
    const body = Buffer.from(emoji(10 * MB));
    const headers = { 'x-hub-signature-256': metaSignature(app.credentials.meta.appSecret, body.toString('utf8')) };
    const before = await app.log('juniper');
    const answer = await ask(app.metaUrl, { method: 'POST', headers, body, chunked });

    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 413, code: 'too_large' });
    expect((await app.log('juniper')).length).toBe(before.length);
    expect(await app.inbox('juniper', 'Larry')).toEqual([]);
  });

  it('that ends before its announced length leaves nothing behind either', async () => {
    const body = emoji(4000);
    const headers = {
      'x-hub-signature-256': metaSignature(app.credentials.meta.appSecret, body),
      'content-length': String(Buffer.byteLength(body) + 1),
    };
    const before = await app.log('juniper');
    await expect(ask(app.metaUrl, { method: 'POST', headers, body, hangUp: true })).rejects.toThrow('hung up');
    await said('After the broken one', text('hi'));
    expect((await app.log('juniper')).length).toBe(before.length + 1);
  });

  it('but under it (a greeting with 3 MB of emoji) is kept whole and answered', async () => {
    const body = `Hi ${'😀'.repeat((3 * MB) / 4)}`;
    const { heard, answer } = await said('Moji', text(body));
    expect(heard?.text).toBe(body);
    expect(answer).toMatchObject({ direction: 'out', author: 'bot' });
  });

  it.each(['"', '\\', '\u0001'])('is kept whole also when each character costs the most (%j)', async (character) => {
    const wire = JSON.stringify(character).length - 2;
    const body = character.repeat(Math.floor((3 * MB) / wire) - 1000);
    const { heard } = await said(`Quote ${character.charCodeAt(0)}`, text(body));
    expect(heard?.text).toBe(body);
  });
});

describe('a text of a stranger', () => {
  it('is kept as it came, whatever characters it has', async () => {
    const body = 'a\u0000b\u0007c\u202e\u2066evil\u200b\ud800 \u{1f469}\u200d\u{1f9b0}';
    const { heard } = await said('Zalgo', text(body));
    // Half a character cannot be written as UTF-8; everything else comes through.
    expect(heard?.text.toWellFormed()).toBe(body.toWellFormed());
  });

  it('cannot turn or hide our words through the name', async () => {
    const name = 'Eve\u202e\u0000\u200b*bold*\n\nYou’re booked';
    const { answer } = await said(name, text('hi'));
    expect(answer?.text).toContain('Hi Eve *bold* You’re booked! This is *Juniper Hair*.');
    expect(answer?.text.split('\n')[0]).not.toMatch(/\p{C}/u);
    const sent = () => app.sent.filter((one) => one.includes('Hi Eve'));
    await expect.poll(sent, PATIENCE).toHaveLength(1);
    expect(sent()[0]).not.toMatch(/\u202e|\\u202e|\\u0000/);
  });

  it('may be called like the parts of every object', async () => {
    const body = metaBody(messagesChange([{ id: 'wamid.proto', timestamp: now(), ...text('PROTO') }], 'Proto')).replace(
      '"type":"text"',
      '"type":"text","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1',
    );
    expect((await app.metaSays(body)).status).toBe(200);
    await expect.poll(() => app.inbox('juniper', 'Proto'), PATIENCE).toMatchObject([{ text: 'PROTO' }, { direction: 'out' }]);
    expect({}).not.toHaveProperty('polluted');
    expect((await app.log('juniper')).at(-1)?.raw).toContain('"polluted":true');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('may be of the kind %s', async (type) => {
    const body = metaBody(messagesChange([{ id: `wamid.kind.${type}`, timestamp: now(), type }], `Kind ${type}`));
    expect((await app.metaSays(body)).status).toBe(200);
    await expect.poll(() => app.inbox('juniper', `Kind ${type}`), PATIENCE).toMatchObject([{ kind: 'unrecognised' }]);
  });

  it('nested as deep as may be is kept, and its neighbours are answered', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as unknown;
    const body = metaBody(
      messagesChange([{ id: 'wamid.deep', timestamp: now(), type: 'text', text: deep }], 'Dee'),
      textChange({ id: 'wamid.beside', body: 'hi', name: 'Neb' }),
    );
    expect((await app.metaSays(body)).status).toBe(200);
    await expect.poll(async () => (await app.inbox('juniper', 'Neb')).length, PATIENCE).toBe(2);
    await expect.poll(() => app.inbox('juniper', 'Dee'), PATIENCE).toMatchObject([{ kind: 'unrecognised' }]);
  });
});

describe('a time that cannot be true', () => {
  it.each(['1', '0', '-5', '99999999999999999999', 'yesterday', '1e9', '', 'NaN'])(
    '(%j) is taken as now, and the message is answered',
    async (timestamp) => {
      const from = Date.now() - 60_000;
      const { heard, answer } = await said(`When ${timestamp}`, { ...text('hi'), timestamp });
      expect(heard?.at).toBeGreaterThan(from);
      expect(heard?.at).toBeLessThanOrEqual(Date.now());
      expect(answer?.author).toBe('bot');
    },
  );

  it('is not one of two days ago: that is believed, and left to the provider whether the answer comes too late, as our clock may be ahead', async () => {
    const at = Math.floor((Date.now() - 48 * HOUR) / 1000);
    const { heard } = await said('Late Lena', { ...text('hi'), timestamp: String(at) });
    expect(heard?.at).toBe(at * 1000);
    const answer = async () => (await app.inbox('juniper', 'Late Lena')).find(({ direction }) => direction === 'out');
    await expect.poll(answer, PATIENCE).toMatchObject({ status: 'accepted' });
  });
});
