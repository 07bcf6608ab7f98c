import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WABA_ID } from '#sandbox/stage/providers.ts';
import { ask } from './ask.ts';
import { messagesChange, metaBody, metaSignature, numberOf, textChange } from './bodies.ts';
import { type App, givenApp } from './given.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let app: App;
beforeAll(async () => {
  app = await givenApp();
});
afterAll(() => app[Symbol.asyncDispose]());

const meta = () => app.credentials.meta.connectionId;
const twilio = () => app.credentials.twilio.connectionId;
const forged = async (channel: string) => (await app.counts())[`webhooks_forged_total{channel="${channel}"}`] ?? 0;

/** Everything that was ever kept, to see that nothing came to it. */
async function kept() {
  const [juniper, marina] = [await app.log('juniper'), await app.log('marina')];
  return juniper.length + marina.length + (await app.strays(meta())).length + (await app.strays(twilio())).length;
}

describe('a webhook that is not genuine', () => {
  const body = metaBody(textChange({ id: 'wamid.forged', body: 'hi', name: 'Mallory' }));
  const signatures = {
    'has no signature': () => ({}),
    'is signed with another secret': () => ({ 'x-hub-signature-256': metaSignature('guess', body) }),
    'is signed over another body': () => ({ 'x-hub-signature-256': metaSignature(app.credentials.meta.appSecret, `${body} `) }),
    'has an empty signature': () => ({ 'x-hub-signature-256': 'sha256=' }),
    'has the old SHA-1 header only': () => ({ 'x-hub-signature': `sha1=${'0'.repeat(40)}` }),
  };

  it.each(Object.keys(signatures) as (keyof typeof signatures)[])(
    '(it %s) is refused, counted, and leaves nothing behind',
    async (how) => {
      const before = [await kept(), await forged('meta-cloud')] as const;
      const answer = await ask(app.metaUrl, { method: 'POST', headers: signatures[how](), body });

      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(JSON.parse(answer.text)).toMatchObject({ status: 401, code: 'forged' });
      expect([await kept(), await forged('meta-cloud')]).toEqual([before[0], before[1] + 1]);
      expect(await app.inbox('juniper', 'Mallory')).toEqual([]);
    },
  );

  it('is refused on Twilio’s path too', async () => {
    const before = [await kept(), await forged('twilio')] as const;
    const fields = {
      MessageSid: `SM${'1'.repeat(32)}`,
      From: 'whatsapp:+34600000009',
      To: 'whatsapp:+34910000042',
      Body: 'hola',
    };
    expect((await app.twilioSays(fields, 'guess')).status).toBe(401);
    expect((await ask(app.twilioUrl, { method: 'POST', body: new URLSearchParams(fields).toString() })).status).toBe(401);
    expect([await kept(), await forged('twilio')]).toEqual([before[0], before[1] + 2]);
  });
});

describe('a webhook for nobody', () => {
  const paths = {
    'an unknown connection': () => `/webhooks/meta-cloud/0123456789abcdef`,
    'a connection under another channel': () => `/webhooks/twilio/${meta()}`,
    'an unknown channel': () => `/webhooks/pigeon/${meta()}`,
    'a channel named like a part of every object': () => `/webhooks/constructor/${meta()}`,
    'no connection': () => '/webhooks/meta-cloud',
    'a path that cannot be decoded': () => '/webhooks/meta-cloud/%E0%A4%A',
  };
  it.each(Object.keys(paths) as (keyof typeof paths)[])('(%s) is not found, whether asked or posted', async (which) => {
    const body = metaBody(textChange({ id: 'wamid.nobody', body: 'hi' }));
    const headers = { 'x-hub-signature-256': metaSignature(app.credentials.meta.appSecret, body) };
    const before = await kept();
    for (const asking of [{ method: 'POST', headers, body }, { method: 'GET' }] as const) {
      const answer = await ask(app.webhooksUrl, { ...asking, path: paths[which]() });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_found' });
    }
    expect(await kept()).toBe(before);
  });
});

describe('the handshake', () => {
  const query = (token: string) => `?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`;

  it('gives the challenge back as it came', async () => {
    const answer = await ask(`${app.metaUrl}${query(app.credentials.meta.verifyToken)}`);
    expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([
      200,
      '1158201444',
      'text/plain; charset=utf-8',
    ]);
  });

  it.each(['guess', '', '%00'])('with the token %j is refused and gives nothing back', async (token) => {
    const answer = await ask(`${app.metaUrl}${query(token)}`);
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('1158201444');
    expect(answer.text).not.toContain(app.credentials.meta.verifyToken);
  });
});

describe('a genuine webhook', () => {
  it('is kept under the tenant of its number and answered', async () => {
    const body = metaBody(textChange({ id: 'wamid.genuine', body: 'hi', name: 'Gina' }));
    const answer = await app.metaSays(body);
    expect([answer.status, answer.text]).toEqual([200, 'stored']);
    await expect.poll(() => app.inbox('juniper', 'Gina'), PATIENCE).toMatchObject([{ text: 'hi' }, { direction: 'out' }]);
  });

  it('that comes again is acknowledged, and changes nothing', async () => {
    const body = metaBody(textChange({ id: 'wamid.again', body: 'hi', name: 'Aggie' }));
    await app.metaSays(body);
    await expect.poll(async () => (await app.inbox('juniper', 'Aggie')).length, PATIENCE).toBe(2);
    const before = await kept();
    const answers = await Promise.all([body, body, body].map((one) => app.metaSays(one)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await kept()).toBe(before);

    // What comes after it in the same conversation is handled after it.
    await app.metaSays(metaBody(textChange({ id: 'wamid.after', body: 'help', name: 'Aggie' })));
    const states = async () => (await app.inbox('juniper', 'Aggie')).map(({ direction, status }) => status ?? direction);
    await expect.poll(states, PATIENCE).toEqual(['in', 'accepted', 'in', 'accepted']);
    expect(app.sent.filter((one) => one.includes(numberOf('Aggie')))).toHaveLength(2);
  });

  it('for several numbers is kept under each one’s own tenant, and the rest as strays', async () => {
    const size = async () => [(await app.log('juniper')).length, (await app.log('marina')).length] as const;
    const [[juniper, marina], known] = [await size(), (await app.strays(meta())).length];
    const body = metaBody(
      textChange({ id: 'wamid.own', body: 'mine', name: 'Olga' }),
      textChange({ id: 'wamid.foreign', body: 'theirs', name: 'Frida' }, 'whatsapp:+34910000042'),
      textChange({ id: 'wamid.unknown', body: 'nobody’s', name: 'Una' }, '999999'),
    );
    expect((await app.metaSays(body)).status).toBe(200);
    await expect.poll(async () => (await app.inbox('juniper', 'Olga')).length, PATIENCE).toBe(2);

    // A number of another connection is as foreign as an unknown one.
    expect(await size()).toEqual([juniper + 1, marina]);
    const strays = (await app.strays(meta())).slice(known);
    expect(strays.map(({ reason, providerSender }) => `${reason} ${providerSender}`).toSorted()).toEqual([
      'unknown_sender 999999',
      'unknown_sender whatsapp:+34910000042',
    ]);
    for (const [tenant, name] of [
      ['marina', 'Frida'],
      ['juniper', 'Frida'],
      ['juniper', 'Una'],
    ] as const)
      expect(await app.inbox(tenant, name)).toEqual([]);
  });

  it('of another Twilio account, or for another number, has no effect on anybody', async () => {
    const [log, strays] = [await app.log('marina'), await app.strays(twilio())];
    const message = { MessageSid: `SM${'2'.repeat(32)}`, From: 'whatsapp:+34600000008', Body: 'hola', ProfileName: 'Otto' };
    const ours = { ...message, To: 'whatsapp:+34910000042' };
    expect((await app.twilioSays({ ...ours, AccountSid: `AC${'9'.repeat(32)}` })).status).toBe(200);
    expect((await app.twilioSays({ ...message, To: 'whatsapp:+442079460018' })).status).toBe(200);

    expect((await app.log('marina')).length).toBe(log.length);
    expect(
      (await app.strays(twilio()))
        .slice(strays.length)
        .map(({ reason }) => reason)
        .toSorted(),
    ).toEqual(['malformed', 'unknown_sender']);
    expect(await app.inbox('marina', 'Otto')).toEqual([]);
  });

  it('with news of a kind that Deskbell does not know is kept as it came', async () => {
    const before = await app.log('juniper');
    const known = { metadata: { phone_number_id: '106540352240001' }, weather: { sunny: true } };
    await app.metaSays(metaBody({ field: 'number_weather', value: known }));
    await app.metaSays(
      metaBody(
        messagesChange([{ id: 'wamid.hologram', timestamp: '1780000000', type: 'hologram', hologram: { x: 1 } }], 'Holly'),
      ),
    );
    const fresh = (await app.log('juniper')).slice(before.length);
    expect(fresh.map(({ kinds, unrecognised }) => `${kinds.join()} ${unrecognised}`).toSorted()).toEqual([
      'message true',
      'notice false',
    ]);
    expect(fresh.map(({ raw }) => raw).join()).toContain('"weather":{"sunny":true}');
    expect(fresh.map(({ raw }) => raw).join()).toContain('"hologram":{"x":1}');
    await expect.poll(() => app.inbox('juniper', 'Holly'), PATIENCE).toMatchObject([{ kind: 'unrecognised' }]);
  });
});

describe('a signed body that nobody can read', () => {
  const bodies = {
    'no JSON': '{"object":"whatsapp_business_account","entry":[',
    'no entries': '{"object":"whatsapp_business_account"}',
    'a number': '42',
    nothing: '',
    'bytes that are no text': '\u{fffd}\u0000\u{fffd}',
    'lists without end': `{"entry":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  };
  it.each(Object.keys(bodies) as (keyof typeof bodies)[])('(%s) is acknowledged and kept raw', async (which) => {
    const before = await app.strays(meta());
    expect((await app.metaSays(bodies[which])).status).toBe(200);
    const [fresh, ...more] = (await app.strays(meta())).slice(before.length);
    expect(fresh).toMatchObject({ reason: 'malformed', raw: bodies[which], connectionId: meta() });
    expect(more).toEqual([]);
  });

  it('(an entry of nothing) is kept as well', async () => {
    const before = await app.strays(meta());
    expect((await app.metaSays(`{"entry":[null,7,{"id":"${WABA_ID}","changes":[null]}]}`)).status).toBe(200);
    expect((await app.strays(meta())).length).toBe(before.length + 3);
  });
});
