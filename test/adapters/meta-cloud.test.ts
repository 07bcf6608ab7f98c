import { describe, expect, it } from 'vitest';
import { metaCloud } from '#adapters/meta-cloud/index.ts';
import { refusal } from '#adapters/meta-cloud/errors.ts';
import { isGenuine } from '#adapters/meta-cloud/signature.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { describeChannel } from '#test/contracts/channel.ts';
import { failureOf, withoutSecrets } from '#test/contracts/channel/failures.ts';
import { opened } from '#test/contracts/channel/opened.ts';
import { networkError } from '#test/contracts/channel/wire.ts';
import type { Serve } from '#test/contracts/channel/wire.ts';
import { quietLog } from '#test/support/quiet.ts';
import { accepts, hasSchema, media, refusals, refuses, TOKEN, validate } from './meta-cloud/graph.ts';
import { hears, unknown } from './meta-cloud/hears.ts';
import { AT, change, news, OTHER_SENDER, SECONDS, said, SENDER, several, status } from './meta-cloud/payloads.ts';
import { asks, sign, VERIFY_TOKEN, write } from './meta-cloud/signed.ts';

if (!hasSchema) console.warn('meta-cloud: requests are not held against the schema: ../shared/specs is not there');

const config = metaCloud.accountConfig.parse({ phoneNumberId: SENDER, accessToken: TOKEN });
const connect = (appSecrets: readonly string[]) =>
  metaCloud.connect(metaCloud.connectionConfig.parse({ appSecrets, verifyToken: VERIFY_TOKEN }), { log: quietLog });
const open = (serve: Serve) => opened({ open: (tools) => metaCloud.open(config, tools) }, serve);
const noAbort = () => new AbortController().signal;
const now = Date.parse('2026-12-01T09:00:00Z');

describeChannel({
  name: 'meta-cloud',
  webhooks: {
    connect,
    normalize: metaCloud.normalize,
    write,
    sign,
    signatureHeader: 'x-hub-signature-256',
    hears,
    unknown,
    unreadable: {
      nothing: '',
      'no JSON': 'object=whatsapp',
      'a list': '[]',
      'no entries': '{"object":"whatsapp_business_account"}',
      'entries that are no list': '{"object":"whatsapp_business_account","entry":{"0":{}}}',
      'JSON that breaks off': '{"object":"whatsapp_business_account","entry":[{',
    },
    batch: {
      payload: {
        object: 'whatsapp_business_account',
        entry: [SENDER, OTHER_SENDER, SENDER].flatMap(
          (sender) => several([change({ errors: [{ code: 1 }] }, 'messages', sender)]).entry,
        ),
      },
      addresses: [SENDER, OTHER_SENDER, SENDER],
    },
    handshake: {
      genuine: asks({ 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': VERIFY_TOKEN }),
      answer: { status: 200, type: 'text/plain; charset=utf-8', body: '1158201444' },
      wrongToken: asks({ 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': `${VERIFY_TOKEN}x` }),
    },
  },
  sending: {
    capabilities: metaCloud.capabilities,
    open: (tools) => metaCloud.open(config, tools),
    secrets: [TOKEN],
    recipients: [
      { phone: '+15550001111' },
      { userId: 'AR.1349' },
      { phone: '+15550001111', userId: 'AR.1349' },
      { providerId: 'opaque-1' },
    ],
    accepts,
    acceptedAs: 'wamid.OUT1',
    validate,
    statusOf: (sent, secret) => {
      const { biz_opaque_callback_data } = JSON.parse(sent[0]?.body ?? '{}');
      return sign(write(status({ biz_opaque_callback_data })), secret);
    },
    refuses: refusals,
    nonsense: {
      'an empty object': () => Response.json({}),
      'a list of no messages': () => Response.json({ messages: [] }),
      'a message without an id': () => Response.json({ messages: [{ message_status: 'accepted' }] }),
      'an id that is a number': () => Response.json({ messages: [{ id: 7 }] }),
      'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://evil.example/' } }),
    },
    healthy: () => Response.json({ id: SENDER, status: 'CONNECTED', quality_rating: 'GREEN' }),
    unauthorized: refuses(190, 401),
  },
  media,
});

describe('the signature', () => {
  const body = '{"object":"whatsapp_business_account","note":"caf\\u00e9 \\ud83d\\ude00"}';
  const signature = 'sha256=c4e0f3d0f7b63676e65d4573c6a883abf421fd2ffd7ac9d4ea54f34d41a039bc';
  const genuine = (text: string) => isGenuine(signature, new TextEncoder().encode(text), ['other', 'test-app-secret']);

  it('is over the escapes as they came', () => expect(genuine(body)).toBe(true));
  it('does not fit the decoded text', () => expect(genuine(JSON.stringify(JSON.parse(body)))).toBe(false));
});

describe('the time of a message', () => {
  const timed = (timestamp: unknown) =>
    [...connect(['s']).receive(sign(write(said({ type: 'text', text: { body: 'x' }, timestamp })), 's'), now)][0]?.events[0]?.at;

  it.each([String(SECONDS), SECONDS])('is in seconds: %j', (timestamp) => expect(timed(timestamp)).toBe(SECONDS * 1000));
  it.each(['0', '', '1764579600000', '99999999999', -1, null, 'soon', '1e9'])(
    'is ours when theirs cannot be true: %j',
    (timestamp) => {
      expect(timed(timestamp)).toBe(now);
    },
  );
});

describe('an id that is absurdly long', () => {
  const long = 'x'.repeat(513);
  const received = (payload: unknown) => [...connect(['s']).receive(sign(write(payload), 's'), now)];

  it('is no sender', () => {
    expect(received(several([change({ errors: [{ code: 1 }] }, 'messages', long)]))[0]).not.toHaveProperty('address');
  });

  it('is no id of a message', () => {
    expect(received(said({ id: long, type: 'text', text: { body: 'x' } }))[0]?.events[0]?.kind).toBe('unrecognised');
  });
});

describe('more than Meta ever sends', () => {
  const received = (body: string) => [...connect(['s']).receive(sign(body, 's'), now)];
  const text = (n: number) => ({ id: `wamid.${n}`, from: '34600000001', type: 'text', text: { body: 'x' } });

  it('messages in one change: 1,000 are read, and the rest is told of and kept raw', () => {
    const messages = Array.from({ length: 1_001 }, (_, n) => text(n));
    const [part] = received(write(several([change({ messages }, 'messages')])));
    expect(part?.events.filter(({ kind }) => kind === 'message')).toHaveLength(1_000);
    expect(part?.events.at(-1)).toMatchObject({ kind: 'unrecognised', where: 'value.messages[1000]' });
    expect(part?.raw).toContain('wamid.1000');
  });

  it.each([
    ['contacts', { contacts: Array.from({ length: 301 }, () => ({ name: { formatted_name: 'A' } })) }],
    ['order', { order: { catalog_id: '1', product_items: Array.from({ length: 301 }, () => ({})) } }],
  ])('%s in one message: it is not understood', (type, more) => {
    const [part] = received(write(said({ type, ...more })));
    expect(part?.events).toMatchObject([{ kind: 'message', content: { kind: 'unrecognised', type } }]);
  });

  it('reasons in one refusal: some are kept', () => {
    const errors = Array.from({ length: 1_000 }, (_, n) => ({ code: n }));
    const [part] = received(write(several([change({ errors }, 'messages')])));
    expect(part?.events).toMatchObject([{ kind: 'notice', about: 'errors' }]);
    expect(part?.events[0]).toHaveProperty('errors.length', 20);
  });

  it('values in one body: it cannot be read', async () => {
    const body = `{"entry":[{"changes":[${'{},'.repeat(100_000)}{}]}]}`;
    expect((await failureOf(() => received(body))).code).toBe('malformed');
  });

  it('changes are translated one at a time, as they are asked for', () => {
    const parts = connect(['s'])
      .receive(sign(`{"entry":[{"changes":[${'{},'.repeat(20_000)}{}]}]}`, 's'), now)
      [Symbol.iterator]();
    expect(parts.next()).toMatchObject({ done: false, value: { raw: '{"change":{}}' } });
  });
});

describe('a send', () => {
  const body = (sent: readonly { readonly body: string }[]) => JSON.parse(sent[0]?.body ?? 'null');

  it('puts a phone with its + into `to`, and a user id into `recipient`', async () => {
    for (const [to, expected] of [
      [{ phone: '+15550001111', userId: 'AR.1' }, { to: '+15550001111' }],
      [{ userId: 'AR.1' }, { recipient: 'AR.1' }],
    ] as const) {
      const { account, sent } = open(accepts);
      await account.send({ messageId: 'm1', to, content: { kind: 'text', body: 'x' } }, noAbort());
      expect(body(sent)).toEqual({
        messaging_product: 'whatsapp',
        recipient_type: 'individual',
        ...expected,
        biz_opaque_callback_data: 'm1',
        type: 'text',
        text: { body: 'x' },
      });
    }
  });

  it('fills a template component by component', async () => {
    const { account, sent } = open(accepts);
    const content = {
      kind: 'template',
      name: 'appointment_reminder',
      language: 'es_AR',
      header: { image: 'https://files.example/a.png' },
      body: ['Ana', '10:00'],
      buttons: [
        { type: 'quick_reply', index: 0, payload: 'confirm:1' },
        { type: 'url', index: 1, suffix: 'r/1' },
      ],
    } as const;
    await account.send(
      {
        messageId: 'm1',
        to: { phone: '+15550001111' },
        content: { ...content, body: [...content.body], buttons: [...content.buttons] },
      },
      noAbort(),
    );
    expect(body(sent).template).toEqual({
      name: 'appointment_reminder',
      language: { code: 'es_AR' },
      components: [
        { type: 'header', parameters: [{ type: 'image', image: { link: 'https://files.example/a.png' } }] },
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ana' },
            { type: 'text', text: '10:00' },
          ],
        },
        { type: 'button', sub_type: 'quick_reply', index: '0', parameters: [{ type: 'payload', payload: 'confirm:1' }] },
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'r/1' }] },
      ],
    });
  });

  it('to nobody is rejected, and nothing leaves', async () => {
    const { account, sent } = open(accepts);
    const send = () =>
      account.send({ messageId: 'm1', to: { username: 'ana' }, content: { kind: 'text', body: 'x' } }, noAbort());
    expect((await failureOf(send)).code).toBe('rejected');
    expect(sent).toEqual([]);
  });

  it('never drops a caption in silence', async () => {
    const { account, sent } = open(accepts);
    const content = {
      kind: 'media',
      media: 'audio',
      link: 'https://f.example/a',
      mimeType: 'audio/ogg',
      caption: 'words',
    } as const;
    const send = () => account.send({ messageId: 'm1', to: { phone: '+15550001111' }, content }, noAbort());
    expect((await failureOf(send)).code).toBe('unsupported');
    expect(sent).toEqual([]);
  });

  it('keeps the trace of Meta for a support ticket', () => {
    expect(refusal({ status: 400, text: '{"error":{"code":100,"fbtrace_id":"AbC-1_2"}}' })?.detail.trace).toBe('AbC-1_2');
  });

  it('keeps no trace that is none', () => {
    expect(refusal({ status: 400, text: '{"error":{"code":100,"fbtrace_id":"+1 555 0001111"}}' })?.detail.trace).toBeUndefined();
  });
});

describe('an acknowledgement', () => {
  it('marks the message read and shows that we are typing', async () => {
    const { account, sent } = open(() => Response.json({ success: true }));
    await account.acknowledge('wamid.IN1', noAbort());
    for (const request of sent) validate(request);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.IN1',
      typing_indicator: { type: 'text' },
    });
  });
});

describe('news about a business account', () => {
  it('names the account, and no number', () => {
    const body = JSON.stringify(news('account_update', { event: 'DISABLED_UPDATE' }));
    const [part] = metaCloud.read(body, AT);
    expect(part).toMatchObject({ businessAccount: '700', events: [{ kind: 'notice', about: 'account_update.DISABLED_UPDATE' }] });
    expect(part).not.toHaveProperty('address');
  });
});

describe('media', () => {
  it('asks Meta whether it was sent to our number', async () => {
    const { account, sent } = open(media.serves);
    await account.download({ providerMediaId: '55/5' }, noAbort());
    expect(sent[0]?.url.href).toBe(`https://graph.facebook.com/v25.0/55%2F5?phone_number_id=${SENDER}`);
  });

  it('can be fetched by its address alone', async () => {
    const { account, sent } = open(media.serves);
    const { bytes } = await account.download({ url: 'https://lookaside.fbsbx.com/whatsapp/?mid=555' }, noAbort());
    expect(await new Response(bytes).text()).toBe('not really a picture');
    expect(sent.map(({ url }) => url.host)).toEqual(['lookaside.fbsbx.com']);
  });

  it('follows a redirect between hosts of the provider', async () => {
    const { account } = open((request) =>
      request.url.pathname === '/from'
        ? new Response(null, { status: 302, headers: { location: '/to' } })
        : new Response('bytes'),
    );
    const { bytes } = await account.download({ url: 'https://lookaside.fbsbx.com/from' }, noAbort());
    expect(await new Response(bytes).text()).toBe('bytes');
  });

  it('that breaks off is a failure of ours, without the token', async () => {
    const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(networkError('UND_ERR_SOCKET')) });
    const { account } = open(() => new Response(broken));
    const { bytes } = await account.download({ url: 'https://lookaside.fbsbx.com/a' }, noAbort());
    const failure = await failureOf(() => bytes.getReader().read());
    expect(failure).toBeInstanceOf(AdapterFailure);
    withoutSecrets(failure, [TOKEN]);
  });

  it('ends with the signal of the caller', async () => {
    const deadline = new AbortController();
    const { account } = open(() => new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array([1])) })));
    const { bytes } = await account.download({ url: 'https://lookaside.fbsbx.com/a' }, deadline.signal);
    const reader = bytes.getReader();
    await reader.read();
    const rest = failureOf(() => reader.read());
    deadline.abort();
    expect((await rest).code).toBe('unknown');
  });
});

describe('the settings', () => {
  const account = (given: object) =>
    metaCloud.accountConfig.safeParse({ phoneNumberId: SENDER, accessToken: TOKEN, ...given }).success;

  it('have defaults for Meta itself', () => {
    expect(config).toEqual({
      phoneNumberId: SENDER,
      accessToken: TOKEN,
      graphVersion: 'v25.0',
      baseUrl: 'https://graph.facebook.com',
      mediaHosts: ['lookaside.fbsbx.com'],
    });
    expect(metaCloud.senderOf(config)).toBe(SENDER);
  });

  it.each([
    { phoneNumberId: '../me' },
    { accessToken: 'two words' },
    { accessToken: 'line\r\nend' },
    { graphVersion: '25' },
    { baseUrl: 'ftp://graph.facebook.com' },
    { mediaHosts: ['https://lookaside.fbsbx.com'] },
    { mediaHosts: [] },
  ])('refuse %j', (given) => expect(account(given)).toBe(false));

  it('take one to three secrets', () => {
    const accepted = (appSecrets: string[]) => metaCloud.connectionConfig.safeParse({ appSecrets, verifyToken: 'v' }).success;
    expect([[], ['a'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['']].map(accepted)).toEqual([false, true, true, false, false]);
  });
});
