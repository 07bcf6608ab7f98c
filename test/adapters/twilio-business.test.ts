import { describe, expect, it } from 'vitest';
import { twilio } from '#adapters/twilio/index.ts';
import { twilioSandbox } from '#sandbox/twilio/config.ts';
import { startTwilio } from '#sandbox/twilio/emulator.ts';
import { describeBusinessAccount } from '#test/contracts/business-account.ts';
import { wire } from '#test/contracts/channel/wire.ts';

const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
const TOKEN = 'twilio-auth-token-1';
const SENDER = `XE${'a'.repeat(32)}`;
const OFFLINE = `XE${'b'.repeat(32)}`;

const config = twilioSandbox.parse({
  dataFile: ':memory:',
  accountSid: ACCOUNT,
  authToken: TOKEN,
  businesses: [
    { senderSid: SENDER, number: '+34910000042', name: 'Clinic' },
    { senderSid: OFFLINE, number: '+34910000043', name: 'Old clinic', status: 'OFFLINE' },
  ],
});

describeBusinessAccount({
  channel: twilio,
  verifiesUrl: false,
  async start() {
    const emulator = await startTwilio(config);
    const credentials = { accountSid: ACCOUNT, authToken: TOKEN, baseUrl: emulator.url };
    const control = async (path: string, body: unknown) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${emulator.url}/control/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as { readonly id: string };
    };
    return {
      credentials,
      ready: { id: 'whatsapp:+34910000042', number: '+34910000042', name: 'Clinic' },
      unready: 'whatsapp:+34910000043',
      refused: [
        {
          what: 'a wrong token',
          credentials: { ...credentials, authToken: 'wrong-token' },
          as: 'unauthorized',
          says: /account SID or the auth token/,
        },
        {
          what: "somebody else's account",
          credentials: { ...credentials, accountSid: `AC${'f'.repeat(32)}` },
          as: 'unauthorized',
          says: /account SID or the auth token/,
        },
        {
          what: 'a wrong token beside an API key',
          credentials: { ...credentials, authToken: 'wrong-token', apiKey: `SK${'1'.repeat(32)}`, apiKeySecret: 'wrong-key' },
          as: 'unauthorized',
          says: /account SID or the auth token/,
        },
      ],
      secrets: [TOKEN],
      async write(text) {
        const { id } = await control('customers', { name: 'Ana', number: '+34600000001' });
        await control(`chats/${SENDER}/${id}/messages`, { kind: 'text', body: text });
      },
      [Symbol.asyncDispose]: emulator.stop,
    };
  },
});

describe('the business account at Twilio', () => {
  it('reads every page of senders, at Twilio only', async () => {
    const sender = (n: number) => ({
      sid: `XE${String(n).padStart(32, '0')}`,
      sender_id: `whatsapp:+3491000000${n}`,
      status: 'ONLINE',
    });
    const { fetch, sent } = wire(({ url }) => {
      const page = Number(url.searchParams.get('Page') ?? 0);
      const next = `https://evil.example/v2/Channels/Senders?Channel=whatsapp&PageSize=100&Page=${page + 1}&PageToken=P${page + 1}`;
      return Response.json({ senders: [sender(page)], meta: { next_page_url: page < 2 ? next : null } });
    });
    const account = twilio.business(twilio.businessConfig.parse({ accountSid: ACCOUNT, authToken: TOKEN }), { fetch });
    const numbers = await account.numbers(new AbortController().signal);
    expect(numbers.map(({ number }) => number)).toEqual(['+34910000000', '+34910000001', '+34910000002']);
    expect(new Set(sent.map(({ url }) => url.host))).toEqual(new Set(['messaging.twilio.com']));
    expect(sent.map(({ url }) => url.searchParams.get('PageToken'))).toEqual([null, 'P1', 'P2']);
  });

  it('is changed in the form of the Senders API', async () => {
    const sender = { sid: SENDER, sender_id: 'whatsapp:+34910000042', status: 'ONLINE' };
    let callback = '';
    const { fetch, sent } = wire(({ method, body, url }) => {
      if (method === 'POST') callback = JSON.parse(body).webhook.callback_url;
      const one = { ...sender, webhook: { callback_url: callback } };
      return Response.json(url.pathname.endsWith('Senders') ? { senders: [one], meta: { next_page_url: null } } : one, {
        status: method === 'POST' ? 202 : 200,
      });
    });
    const account = twilio.business(twilio.businessConfig.parse({ accountSid: ACCOUNT, authToken: TOKEN }), { fetch });
    const hook = { url: 'https://desk.example.com/webhooks/twilio/c1', verifyToken: '' };
    await account.subscribe({ id: 'whatsapp:+34910000042', businessAccount: '' }, hook, new AbortController().signal);
    const post = sent.find(({ method }) => method === 'POST');
    expect(post?.url.href).toBe(`https://messaging.twilio.com/v2/Channels/Senders/${SENDER}`);
    expect(post?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(post?.body ?? '')).toEqual({
      webhook: { callback_url: `${hook.url}#rc=5&rp=5xx,rt,ct`, callback_method: 'POST' },
    });
  });
});

describe('the emulator', () => {
  it('changes the webhook of a sender, and refuses what Twilio would', async () => {
    const emulator = await startTwilio(config);
    const basic = `Basic ${Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')}`;
    const post = async (body: string, type = 'application/json', sid = SENDER) => {
      const headers = { authorization: basic, 'content-type': type };
      const answer = await fetch(`${emulator.url}/v2/Channels/Senders/${sid}`, { method: 'POST', headers, body });
      return { status: answer.status, body: (await answer.json()) as { readonly webhook?: object } };
    };
    const changed = await post(
      JSON.stringify({ webhook: { callback_url: 'https://desk.example.com/in', callback_method: 'POST' } }),
    );
    const refused = [
      await post('{'),
      await post('callback_url=x', 'application/x-www-form-urlencoded'),
      await post(JSON.stringify({ webhook: { callback_url: 'ftp://desk.example.com' } })),
      await post(JSON.stringify({ webhook: { callback_method: 'GET' } })),
      await post('{}', 'application/json', `XE${'0'.repeat(32)}`),
    ];
    await emulator.stop();
    expect([changed.status, changed.body.webhook]).toEqual([
      202,
      expect.objectContaining({ callback_url: 'https://desk.example.com/in', fallback_url: null }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 404]);
  });
});
