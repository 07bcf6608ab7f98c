import { describe, expect, it } from 'vitest';
import type { Outbound, Settled } from '#contracts/channel.ts';
import type { OutboundContent } from '#contracts/content.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';
import { twilio } from '#adapters/twilio/index.ts';
import { failureOf } from '#test/contracts/channel/failures.ts';
import { networkError, wire } from '#test/contracts/channel/wire.ts';
import type { SentRequest, Serve } from '#test/contracts/channel/wire.ts';
import { ACCOUNT, config, CUSTOMER, noAbort, refuse, SENDER, toolsWith, twoButtons } from './twilio/fixtures.ts';
import { allowed } from './twilio/specification.ts';

const ATTEMPT = Date.parse('2026-12-01T09:00:00.700Z');
const SID = `SM${'c'.repeat(32)}`;
const text: OutboundContent = { kind: 'text', body: 'See you at 10' };

interface Listed {
  readonly sid?: string;
  readonly body?: string | null;
  readonly num_media?: string;
  /** Seconds after the attempt. */
  readonly after?: number;
}

function listed({ sid = SID, body = 'See you at 10', num_media = '0', after = 0 }: Listed) {
  const date_created = new Date(Math.floor(ATTEMPT / 1000) * 1000 + after * 1000).toUTCString().replace('GMT', '+0000');
  return { sid, body, num_media, date_created, date_sent: null, status: 'queued', from: SENDER, to: CUSTOMER };
}

const list = (...messages: Listed[]) => Response.json({ messages: messages.map(listed), next_page_uri: null, page: 0 });

interface Case {
  readonly serve: Serve;
  readonly content?: OutboundContent;
  readonly to?: Outbound['to'];
  readonly owned?: readonly string[];
  readonly secondsLater?: number;
}

async function settle({ serve, content = text, to = { phone: '+15550001111' }, owned = [], secondsLater = 60 }: Case) {
  const { fetch, sent } = wire(serve);
  const account = twilio.open(config, toolsWith(fetch));
  const settled: Settled = await account.settle(
    { messageId: 'm1', to, content },
    { at: ATTEMPT, ageMs: secondsLater * 1000 },
    async (sid) => owned.includes(sid),
    noAbort(),
  );
  return { settled, sent };
}

const accepted = { kind: 'accepted', providerMessageId: SID };
const unsure = { kind: 'unsure' };
const absent = { kind: 'absent' };

describe('a send without an answer', () => {
  it('is found by sender, recipient, day and words', async () => {
    const { settled, sent } = await settle({ serve: () => list({}) });
    expect(settled).toEqual(accepted);
    expect(sent).toHaveLength(1);
    allowed(sent[0]!);
    const query = Object.fromEntries(sent[0]!.url.searchParams);
    expect(query).toMatchObject({ To: CUSTOMER, From: SENDER, 'DateSent>': '2026-12-01T00:00:00Z' });
    expect(sent[0]!.method).toBe('GET');
  });

  it('is found under the user id of a customer without a phone', async () => {
    const { sent } = await settle({ serve: () => list({}), to: { userId: 'ES.1349' } });
    expect(sent[0]?.url.searchParams.get('To')).toBe('whatsapp:ES.1349');
  });

  it('is found although Twilio counts in seconds and its clock is a little behind', async () => {
    expect((await settle({ serve: () => list({ after: -4 }) })).settled).toEqual(accepted);
  });

  it('is not the message of somebody else', async () => {
    const other = `SM${'d'.repeat(32)}`;
    const serve: Serve = () => list({ sid: other, after: -3 }, {});
    expect((await settle({ serve, owned: [other] })).settled).toEqual(accepted);
    expect((await settle({ serve, owned: [other, SID] })).settled).toEqual(absent);
  });

  it('is not one with other words', async () => {
    const serve: Serve = () => list({ body: 'See you at 11', sid: `SM${'d'.repeat(32)}` }, {});
    expect((await settle({ serve })).settled).toEqual(accepted);
    expect((await settle({ serve: () => list({ body: 'See you at 11' }) })).settled).toEqual(absent);
  });

  it('stays open when two could be it', async () => {
    expect((await settle({ serve: () => list({}, { sid: `SM${'d'.repeat(32)}`, after: 2 }) })).settled).toEqual(unsure);
  });

  it('stays open when a twin without an owner is older: the clocks may disagree', async () => {
    expect((await settle({ serve: () => list({ after: -120 }) })).settled).toEqual(unsure);
    expect((await settle({ serve: () => list({ after: -86_400 }) })).settled).toEqual(unsure);
  });

  it('stays open while Twilio may still be at work', async () => {
    const { settled, sent } = await settle({ serve: () => list(), secondsLater: 29 });
    expect(settled).toEqual(unsure);
    expect(sent).toHaveLength(1);
  });

  it('is absent only when the queue has no trace of it either', async () => {
    const dated = ({ url }: SentRequest) => url.searchParams.has('DateSent>');
    const queued: Serve = (request) => (dated(request) ? list() : list({}));
    expect((await settle({ serve: queued })).settled).toEqual(accepted);
    const { settled, sent } = await settle({ serve: () => list() });
    expect(settled).toEqual(absent);
    expect(sent.map(dated)).toEqual([true, false]);
    for (const request of sent) allowed(request);
  });

  it.each<[string, Serve, AdapterFailureCode]>([
    ['a dead network', () => Promise.reject(networkError('ECONNREFUSED')), 'unreachable'],
    ['an error of Twilio', () => new Response('', { status: 503 }), 'unknown'],
    ['a refusal', () => refuse(401, 20003), 'unauthorized'],
    ['a page of a proxy', () => new Response('<h1>hello</h1>'), 'unknown'],
    ['an object that is no list', () => Response.json({ sid: ACCOUNT }), 'unknown'],
    [
      'a list that leads elsewhere',
      () => Response.json({ messages: [], meta: { next_page_url: 'https://evil.example/x' } }),
      'unknown',
    ],
  ])('stays open when the list cannot be read: %s', async (_, serve, code) => {
    const hosts: string[] = [];
    const seen: Serve = (request) => {
      hosts.push(request.url.host);
      return serve(request);
    };
    expect((await failureOf(() => settle({ serve: seen }))).code).toBe(code);
    expect(new Set(hosts)).toEqual(new Set(['api.twilio.com']));
  });

  it('is looked for on every page', async () => {
    const path = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`;
    const { settled, sent } = await settle({
      serve: ({ url }) =>
        url.searchParams.has('PageToken')
          ? list({})
          : Response.json({ messages: [listed({ body: 'other' })], next_page_uri: `${path}?PageToken=p2&Page=1`, page: 0 }),
    });
    expect(settled).toEqual(accepted);
    expect(sent).toHaveLength(2);
  });
});

describe('what was sent without an answer', () => {
  it('with buttons is known by the text over them', async () => {
    expect((await settle({ serve: () => list({ body: 'Shall we?' }), content: twoButtons })).settled).toEqual(accepted);
  });

  it('with buttons stays open when Twilio lists a text that we cannot judge', async () => {
    for (const body of ['', null, 'Shall we? 1. Yes 2. No']) {
      expect((await settle({ serve: () => list({ body }), content: twoButtons })).settled).toEqual(unsure);
    }
    expect((await settle({ serve: () => list(), content: twoButtons })).settled).toEqual(absent);
  });

  it('as a file is known by its caption', async () => {
    const image: OutboundContent = {
      kind: 'media',
      media: 'image',
      link: 'https://f.example/a.png',
      mimeType: 'image/png',
      caption: 'Look',
    };
    const serve = (message: Listed) => ({ serve: () => list(message), content: image });
    expect((await settle(serve({ body: 'Look', num_media: '1' }))).settled).toEqual(accepted);
    expect((await settle(serve({ body: '', num_media: '1' }))).settled).toEqual(unsure);
    expect((await settle(serve({ body: 'Other', num_media: '1' }))).settled).toEqual(absent);
  });

  it('as a template is known by what its item says with these values', async () => {
    const providerRef = `HX${'1'.repeat(32)}`;
    const template: OutboundContent = {
      kind: 'template',
      name: 'r',
      language: 'en',
      providerRef,
      body: ['Ana', '10:00'],
      buttons: [],
    };
    const serve =
      (body: string): Serve =>
      ({ url }) =>
        url.pathname === `/v1/Content/${providerRef}`
          ? Response.json({ sid: providerRef, types: { 'twilio/text': { body: 'Hi {{1}}, see you at {{ 2 }}.' } } })
          : list({ body });
    const found = await settle({ serve: serve('Hi Ana, see you at 10:00.'), content: template });
    expect(found.settled).toEqual(accepted);
    for (const request of found.sent) allowed(request);
    expect((await settle({ serve: serve('Hi Bo, see you at 10:00.'), content: template })).settled).toEqual(unsure);
  });
});
