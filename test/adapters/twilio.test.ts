import { describe, expect, it } from 'vitest';
import { twilio } from '#adapters/twilio/index.ts';
import { formFields } from '#adapters/twilio/fields.ts';
import { describeChannel } from '#test/contracts/channel.ts';
import { failureOf } from '#test/contracts/channel/failures.ts';
import { survives } from '#test/contracts/channel/hostile.ts';
import { RECEIVED_AT } from '#test/contracts/webhook-source.ts';
import {
  ACCEPTED_AS,
  accepts,
  ACCOUNT,
  config,
  connect,
  fieldsOf,
  form,
  INBOUND_URL,
  noAbort,
  open,
  refuse,
  said,
  signedForm,
  signedJson,
  status,
  TOKEN,
  toolsWith,
  twoButtons,
} from './twilio/fixtures.ts';
import { hears, unknown } from './twilio/hears.ts';
import { allowed, hasSpecification } from './twilio/specification.ts';

if (!hasSpecification) console.warn('twilio: requests are not held against the specification: ../shared/specs is not there');

const bytes = new Uint8Array([1, 2, 3, 4, 5]);
const media = `https://api.twilio.com/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/ME1`;
const stored = 'https://mms.twiliocdn.com/me1';

describeChannel({
  name: 'twilio',
  webhooks: {
    connect,
    normalize: twilio.normalize,
    write: form,
    sign: signedForm,
    signatureHeader: 'x-twilio-signature',
    hears,
    unknown,
    unreadable: { nothing: '', JSON: '{"MessageSid":"SM1"}', 'fields of somebody else': 'object=whatsapp&entry=1' },
    batch: { none: 'Twilio calls once per message and status' },
    handshake: { none: 'Twilio asks for none' },
  },
  sending: {
    capabilities: twilio.capabilities,
    open: (tools) => twilio.open(config, tools),
    secrets: [TOKEN, Buffer.from(`${ACCOUNT}:${TOKEN}`).toString('base64')],
    recipients: [{ phone: '+15550001111' }, { userId: 'ES.1349' }, { phone: '+15550001111', userId: 'ES.1349' }],
    accepts,
    acceptedAs: ACCEPTED_AS,
    validate: allowed,
    statusOf: (sent, secret) => {
      const [callback = ''] = (fieldsOf(sent[0]!)['StatusCallback'] ?? '').split('#');
      return signedForm(form(status({ MessageStatus: 'sent', MessageSid: ACCEPTED_AS })), secret, callback);
    },
    refuses: [
      { what: 'the credentials', with: () => refuse(401, 20003), as: 'unauthorized', providerCode: '20003' },
      { what: 'credentials without a code', with: () => new Response('', { status: 401 }), as: 'unauthorized' },
      { what: 'the rate', with: () => refuse(429, 20429, { 'retry-after': '3' }), as: 'rate_limited', retryAfterMs: 3_000 },
      { what: 'the rate, without a time', with: () => refuse(429, 20429), as: 'rate_limited', retryAfterMs: 1_000 },
      { what: 'a full queue', with: () => refuse(400, 21611), as: 'rate_limited', retryAfterMs: 60_000 },
      { what: 'a limit of WhatsApp', with: () => refuse(400, 63018), as: 'rate_limited', retryAfterMs: 60_000 },
      { what: 'a closed window', with: () => refuse(400, 63016), as: 'window_closed', providerCode: '63016' },
      { what: 'the number', with: () => refuse(400, 21211), as: 'rejected', providerCode: '21211' },
      { what: 'an opt-out', with: () => refuse(400, 21610), as: 'rejected', providerCode: '21610' },
      { what: 'a code that nobody knows', with: () => refuse(400, 99_999), as: 'rejected', providerCode: '99999' },
      { what: 'a sender of somebody else', with: () => refuse(400, 63007), as: 'misconfigured', providerCode: '63007' },
      { what: 'the account sid', with: () => refuse(404, 20404), as: 'misconfigured', providerCode: '20404' },
      { what: 'an error inside WhatsApp', with: () => refuse(400, 63012), as: 'unknown', providerCode: '63012' },
      { what: 'a known code under a 500', with: () => refuse(500, 20429), as: 'unknown', providerCode: '20429' },
    ],
    nonsense: {
      'an empty object': () => Response.json({}),
      'a list': () => Response.json([]),
      'a sid of another kind': () => Response.json({ sid: ACCOUNT }, { status: 201 }),
      'a redirect': () => new Response(null, { status: 307, headers: { location: 'https://evil.example/' } }),
    },
    healthy: accepts,
    unauthorized: () => refuse(401, 20003),
  },
  media: {
    source: { url: media },
    serves: ({ url }) =>
      url.host === 'api.twilio.com'
        ? new Response(null, { status: 307, headers: { location: stored } })
        : new Response(bytes, { headers: { 'content-type': 'image/jpeg', 'content-length': '5' } }),
    bytes,
    mimeType: 'image/jpeg',
    hosts: ['api.twilio.com', 'mms.twiliocdn.com'],
    trusted: ['api.twilio.com'],
    redirects: (location) => () => new Response(null, { status: 307, headers: { location } }),
    gone: () => refuse(404, 20404),
  },
});

describe('a webhook of Twilio', () => {
  it('of another account is not ours, although the signature fits', async () => {
    const foreign = form({ ...said({ Body: 'Hi' }), AccountSid: `AC${'9'.repeat(32)}` });
    expect((await failureOf(() => connect([TOKEN]).receive(signedForm(foreign, TOKEN), RECEIVED_AT))).code).toBe('malformed');
  });

  it('in JSON means the same', () => {
    const payload = said({ Body: 'Hi', Latitude: '1', Longitude: '2' });
    const subject = connect([TOKEN]);
    const [part] = subject.receive(signedJson(JSON.stringify(payload), TOKEN), RECEIVED_AT);
    expect([part]).toEqual(subject.receive(signedForm(form(payload), TOKEN), RECEIVED_AT));
  });

  it('in JSON survives anything', () => {
    const subject = connect([TOKEN]);
    for (const value of [null, 7, true, [], ['a', 'b'], [1], {}, { a: { b: [1] } }, '\ud800']) {
      survives(
        twilio,
        subject,
        signedJson(JSON.stringify({ ...said({}), Body: value, InteractiveData: value, MessageSid: value }), TOKEN),
      );
    }
    survives(twilio, subject, signedJson('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000), TOKEN));
  });

  it('can be read again from a form or from JSON that a person has at hand', () => {
    const payload = said({ Body: 'Hi' });
    const again = twilio.normalize(form(payload), RECEIVED_AT);
    expect(again).toEqual(twilio.normalize(JSON.stringify(payload), RECEIVED_AT));
    expect(again).toEqual(connect([TOKEN]).receive(signedForm(form(payload), TOKEN), RECEIVED_AT));
  });

  it('keeps every value of a name that comes again', () => {
    const body = 'Tag=a&Tag=b&Tag=a&Body=Hi';
    expect(formFields(body)).toEqual({ Tag: ['a', 'b', 'a'], Body: 'Hi' });
    const request = signedForm(`${form(said({}))}&Tag=b&Tag=a&Tag=b`, TOKEN);
    expect(connect([TOKEN]).receive(request, RECEIVED_AT)).toMatchObject([{ events: [{ kind: 'message' }] }]);
  });

  it.each([
    ['fields', `${form(said({ Body: 'Hi' }))}${'&a='.repeat(1_000)}`],
    ['bytes', form(said({ Body: 'x'.repeat(1_000_000) }))],
  ])('with more %s than any of Twilio’s is taken for forged, whatever its signature', async (_, body) => {
    expect((await failureOf(() => connect([TOKEN]).receive(signedForm(body, TOKEN), RECEIVED_AT))).code).toBe('forged');
  });

  it('as long as WhatsApp’s longest text makes it is taken', () => {
    const Body = '€'.repeat(65_536);
    const parts = [...connect([TOKEN]).receive(signedForm(form(said({ Body })), TOKEN), RECEIVED_AT)];
    expect(parts).toMatchObject([{ events: [{ content: { body: Body } }] }]);
  });

  it('in JSON with more fields than any of Twilio’s cannot be read', async () => {
    const body = JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, ''])));
    expect((await failureOf(() => connect([TOKEN]).receive(signedJson(body, TOKEN), RECEIVED_AT))).code).toBe('malformed');
  });

  it('shows a second medium', () => {
    const two = {
      MediaUrl0: media,
      MediaContentType0: 'image/png',
      MediaUrl1: media,
      MediaContentType1: 'image/png',
      NumMedia: '2',
    };
    const [part] = connect([TOKEN]).receive(signedForm(form(said(two)), TOKEN), RECEIVED_AT);
    expect(part?.events.map((event) => event.kind)).toEqual(['message', 'unrecognised']);
  });

  it('takes our message id from the address of the callback only where it has one', () => {
    const body = form(status({ MessageStatus: 'sent' }));
    const ref = (url: string) => [...connect([TOKEN]).receive(signedForm(body, TOKEN, url), RECEIVED_AT)][0]?.events[0];
    expect(ref(`${INBOUND_URL}?ref=msg%2F1`)).toMatchObject({ kind: 'status', ref: 'msg/1' });
    expect(ref(INBOUND_URL)).not.toHaveProperty('ref');
  });
});

describe('an account of Twilio', () => {
  it('asks under the base address only, when there is one', async () => {
    const baseUrl = 'http://127.0.0.1:4020/twilio';
    const local = twilio.accountConfig.parse({ ...config, baseUrl });
    const seen: string[] = [];
    const fetch: typeof globalThis.fetch = async (input, init) => {
      const asked = new Request(input, init);
      seen.push(asked.url);
      if (asked.url.includes('/Media/')) return new Response(null, { status: 307, headers: { location: media } });
      return accepts({
        method: asked.method,
        url: new URL(asked.url.replace('/twilio', '')),
        headers: {},
        body: '',
        redirect: 'manual',
      });
    };
    const account = twilio.open(local, toolsWith(fetch));
    await account.send({ messageId: 'm1', to: { phone: '+15550001111' }, content: twoButtons }, noAbort());
    await account.acknowledge(ACCEPTED_AS, noAbort());
    await account.check(noAbort());
    await failureOf(() => account.download({ url: media }, noAbort()));
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.every((url) => url.startsWith(`${baseUrl}/`))).toBe(true);
  });

  it('shows that we are typing', async () => {
    const { account, sent } = open(accepts);
    await account.acknowledge(ACCEPTED_AS, noAbort());
    expect(sent).toHaveLength(1);
    allowed(sent[0]!);
    expect(fieldsOf(sent[0]!)).toEqual({ channel: 'whatsapp', messageId: ACCEPTED_AS });
  });

  it('acknowledges nothing that is no message of Twilio', async () => {
    const { account, sent } = open(accepts);
    expect((await failureOf(() => account.acknowledge('wamid.1/../x', noAbort()))).code).toBe('unsupported');
    expect(sent).toEqual([]);
  });

  it('asks for a status on an address that may have a query already', async () => {
    const account = twilio.open(config, { ...toolsWith(statusAsked), statusUrl: 'https://desk.example/w/c_1?v=1' });
    let asked = '';
    async function statusAsked(_: unknown, init?: RequestInit) {
      asked = new URLSearchParams(typeof init?.body === 'string' ? init.body : '').get('StatusCallback') ?? '';
      return Response.json({ sid: ACCEPTED_AS }, { status: 201 });
    }
    await account.send({ messageId: 'm/1', to: { phone: '+15550001111' }, content: { kind: 'text', body: 'Hi' } }, noAbort());
    expect(asked).toBe('https://desk.example/w/c_1?v=1&ref=m%2F1#rc=3&rp=5xx,rt,ct');
  });

  it('with an API key sends that, and goes through its messaging service', async () => {
    const apiKey = `SK${'7'.repeat(32)}`;
    const messagingServiceSid = `MG${'7'.repeat(32)}`;
    const keyed = twilio.accountConfig.parse({
      ...config,
      authToken: undefined,
      apiKey,
      apiKeySecret: 's3cret',
      messagingServiceSid,
    });
    const requests: Request[] = [];
    const account = twilio.open(
      keyed,
      toolsWith(async (input, init) => {
        requests.push(new Request(input, init));
        return Response.json({ sid: ACCEPTED_AS }, { status: 201 });
      }),
    );
    await account.send({ messageId: 'm1', to: { phone: '+15550001111' }, content: { kind: 'text', body: 'Hi' } }, noAbort());
    expect(requests[0]?.headers.get('authorization')).toBe(`Basic ${btoa(`${apiKey}:s3cret`)}`);
    const fields = Object.fromEntries(new URLSearchParams(await requests[0]?.text()));
    expect(fields).toMatchObject({ From: 'whatsapp:+15550002222', MessagingServiceSid: messagingServiceSid });
  });

  it('refuses settings in words', () => {
    expect(twilio.accountConfig.safeParse({ accountSid: ACCOUNT, from: '+15550002222' }).error?.message).toContain(
      'needs authToken',
    );
    expect(twilio.accountConfig.safeParse({ ...config, from: 'whatsapp:+1' }).error?.message).toContain('E.164');
    expect(twilio.senderOf(config)).toBe('whatsapp:+15550002222');
  });

  it('that is suspended is not healthy', async () => {
    const { account } = open(() => Response.json({ sid: ACCOUNT, status: 'suspended' }));
    expect(await account.check(noAbort())).toEqual({ reachable: false, detail: 'The Twilio account is suspended or closed.' });
  });

  it('gives up media that never ends', async () => {
    const chunk = new Uint8Array(8 * 1024 * 1024);
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk) });
    const { account } = open(() => new Response(endless, { headers: { 'content-type': 'video/mp4' } }));
    const { bytes: received } = await account.download({ url: media }, noAbort());
    const drained = received.pipeTo(new WritableStream());
    expect((await failureOf(() => drained)).code).toBe('rejected');
  });
});
