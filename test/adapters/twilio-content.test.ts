import { describe, expect, it } from 'vitest';
import type { OutboundContent } from '#contracts/content.ts';
import { twilio } from '#adapters/twilio/index.ts';
import { planOf } from '#adapters/twilio/outbound.ts';
import { failureOf } from '#test/contracts/channel/failures.ts';
import { networkError, wire } from '#test/contracts/channel/wire.ts';
import type { SentRequest, Serve } from '#test/contracts/channel/wire.ts';
import { quietLog } from '#test/support/quiet.ts';
import {
  ACCEPTED_AS,
  accepts,
  config,
  fieldsOf,
  ITEM,
  noAbort,
  open,
  refuse,
  toContent,
  toMessages,
  toolsWith,
  twoButtons,
} from './twilio/fixtures.ts';

const to = { phone: '+15550001111' };
const outbound = (content: OutboundContent) => ({ messageId: 'm1', to, content });
const rows = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `s${n}`, title: `${n}:00` }));
const buttons = (body: string, ...titles: string[]): OutboundContent => ({
  kind: 'buttons',
  body,
  buttons: titles.map((title) => ({ id: `id-${title}`, title })),
});

async function sendAll(...contents: OutboundContent[]): Promise<readonly SentRequest[]> {
  const { account, sent } = open(accepts);
  for (const content of contents) await account.send(outbound(content), noAbort());
  return sent;
}

function itemOf(content: OutboundContent) {
  const plan = planOf(content);
  if (plan.kind !== 'item') throw new Error(`no item: ${plan.kind}`);
  return { types: plan.shape.types, values: plan.values, shows: plan.shows };
}

describe('a content item', () => {
  it('holds the shape, and no word of the message', async () => {
    const sent = await sendAll({ ...twoButtons, header: 'Booking', footer: 'Salon Ana' } as OutboundContent);
    const [create, message] = sent;
    expect(JSON.parse(create?.body ?? '')).toEqual({
      friendly_name: expect.stringMatching(/^deskbell_buttons_[0-9a-f]{8}$/),
      language: 'en',
      variables: Object.fromEntries(Array.from({ length: 7 }, (_, n) => [String(n + 1), `sample ${n + 1}`])),
      types: {
        'twilio/quick-reply': {
          body: '{{1}}\n\n{{2}}\n\n{{3}}',
          actions: [
            { type: 'QUICK_REPLY', title: '{{4}}', id: '{{5}}' },
            { type: 'QUICK_REPLY', title: '{{6}}', id: '{{7}}' },
          ],
        },
      },
    });
    const fields = fieldsOf(message!);
    expect(fields['ContentSid']).toBe(ITEM);
    expect(fields).not.toHaveProperty('Body');
    expect(JSON.parse(fields['ContentVariables'] ?? '')).toEqual({
      1: '*Booking*',
      2: 'Shall we?',
      3: '_Salon Ana_',
      4: 'Yes',
      5: 'yes',
      6: 'No',
      7: 'no',
    });
  });

  it('of a list has one row after the other, and a description only where there is one', () => {
    const [first, second] = rows(2);
    const list: OutboundContent = {
      kind: 'list',
      body: 'When?',
      button: 'Times',
      sections: [
        { title: 'Monday', rows: [first!] },
        { title: 'Tuesday', rows: [{ ...second!, description: 'with Ana' }] },
      ],
    };
    expect(itemOf(list)).toEqual({
      types: {
        'twilio/list-picker': {
          body: '{{1}}',
          button: '{{2}}',
          items: [
            { item: '{{3}}', id: '{{4}}' },
            { item: '{{5}}', id: '{{6}}', description: '{{7}}' },
          ],
        },
      },
      values: ['When?', 'Times', '0:00', 's0', '1:00', 's1', 'with Ana'],
      shows: 'When?',
    });
  });

  it('of a place has its coordinates, which cannot be variables', () => {
    const place: OutboundContent = { kind: 'location', latitude: 1.5, longitude: -2, name: 'Salon', address: 'Main street 1' };
    expect(itemOf(place)).toMatchObject({
      types: { 'twilio/location': { latitude: 1.5, longitude: -2, label: '{{1}}' } },
      values: ['Salon, Main street 1'],
    });
    expect(itemOf({ kind: 'location', latitude: 0, longitude: 0 }).types).toEqual({
      'twilio/location': { latitude: 0, longitude: 0 },
    });
  });

  it('keeps line breaks to itself, as a value must not hold any', () => {
    const { types, values, shows } = itemOf(buttons('One\r\n\n  \nTwo      spaces\u2028Three\t', 'Yes'));
    expect(types).toMatchObject({ 'twilio/quick-reply': { body: '{{1}}\n\n\n{{2}}\n{{3}}' } });
    expect(values.slice(0, 3)).toEqual(['One', 'Two    spaces', 'Three ']);
    expect(shows).toBe('One\n\n\nTwo    spaces\nThree ');
    for (const value of values) expect(value).not.toMatch(/[\r\n\t]| {5}/);
  });

  it('never has more variables than Twilio takes', () => {
    const list: OutboundContent = {
      kind: 'list',
      body: 'a\n'.repeat(440),
      button: 'Times',
      sections: [{ rows: rows(10).map((row) => ({ ...row, description: 'x' })) }],
    };
    expect(itemOf(list).values.length).toBeLessThanOrEqual(100);
    expect(itemOf(list).values.every((value) => value.trim() !== '')).toBe(true);
  });

  it('is made once for all messages of its shape', async () => {
    const sent = await sendAll(buttons('One', 'A', 'B'), buttons('Two', 'C', 'D'), buttons('Three', 'E'));
    expect(sent.filter(toContent)).toHaveLength(2);
    expect(sent.filter(toMessages)).toHaveLength(3);
  });

  it('is remembered by the account after a restart', async () => {
    const { fetch, sent } = wire(accepts);
    const tools = toolsWith(fetch);
    for (let n = 0; n < 2; n += 1) await twilio.open(config, tools).send(outbound(twoButtons), noAbort());
    expect(sent.filter(toContent)).toHaveLength(1);
  });

  it('is made once by two sends at the same moment', async () => {
    const { account, sent } = open(accepts);
    await Promise.all(Array.from({ length: 5 }, (_, n) => account.send(outbound(buttons(`${n}`, 'A')), noAbort())));
    expect(sent.filter(toContent)).toHaveLength(1);
    expect(sent.filter(toMessages)).toHaveLength(5);
  });

  it('is made by the next one when the first gives up', async () => {
    const first = new AbortController();
    let asked = 0;
    const { account, sent } = open((request) => {
      if (toContent(request) && (asked += 1) === 1) return new Promise(() => {});
      return accepts(request);
    });
    const gaveUp = failureOf(() => account.send(outbound(twoButtons), first.signal));
    await expect.poll(() => sent.length).toBe(1);
    const second = account.send(outbound(twoButtons), noAbort());
    first.abort();
    expect((await gaveUp).code).toBe('unreachable');
    expect(await second).toEqual({ providerMessageId: ACCEPTED_AS });
  });

  it('does not keep a send beyond its deadline while another makes it', async () => {
    const { account, sent } = open(() => new Promise(() => {}));
    void account.send(outbound(twoButtons), noAbort()).catch(() => undefined);
    await expect.poll(() => sent.length).toBe(1);
    const deadline = new AbortController();
    const waiting = failureOf(() => account.send(outbound(twoButtons), deadline.signal));
    deadline.abort();
    expect((await waiting).code).toBe('unreachable');
  });

  it('is not used by a send whose deadline passed while it was made, though nobody has noticed yet', async () => {
    const deadline = new AbortController();
    const { account, sent } = open((request) => {
      // As after a pause: the answer is there, and the timer of the deadline is due.
      if (toContent(request)) setTimeout(() => deadline.abort(), 0);
      return accepts(request);
    });
    const late = await failureOf(() => account.send(outbound(twoButtons), deadline.signal));
    expect(late.code).toBe('unreachable');
    expect(sent.filter(toMessages)).toHaveLength(0);
  });

  it.each([
    [404, 20404],
    [400, 21655],
  ])('that Twilio no longer knows is made anew (%i, %i)', async (httpStatus, code) => {
    const gone = `HX${'9'.repeat(32)}`;
    const serve: Serve = (request) =>
      toMessages(request) && fieldsOf(request)['ContentSid'] === gone ? refuse(httpStatus, code) : accepts(request);
    const { fetch, sent } = wire(serve);
    const memory = new Map<string, string>();
    const account = twilio.open(config, {
      ...toolsWith(fetch),
      remember: { get: async (key) => memory.get(key) ?? gone, set: async (key, sid) => void memory.set(key, sid) },
    });
    const sends = await Promise.all([
      account.send(outbound(twoButtons), noAbort()),
      account.send(outbound(twoButtons), noAbort()),
    ]);
    expect(sends).toEqual([{ providerMessageId: ACCEPTED_AS }, { providerMessageId: ACCEPTED_AS }]);
    expect(sent.filter(toContent)).toHaveLength(1);
    expect([...memory.values()]).toEqual([ITEM]);
  });

  it('that stays unknown to Twilio is not made for ever', async () => {
    const { account, sent } = open((request) => (toMessages(request) ? refuse(404, 20404) : accepts(request)));
    expect((await failureOf(() => account.send(outbound(twoButtons), noAbort()))).code).toBe('misconfigured');
    expect(sent).toHaveLength(4);
  });

  it.each<[string, Serve, string]>([
    ['a lost answer', () => Promise.reject(networkError('ECONNRESET')), 'unreachable'],
    ['an error of Twilio', () => new Response('', { status: 500 }), 'unreachable'],
    ['an answer without an item', () => Response.json({}, { status: 201 }), 'unreachable'],
    ['a refusal', () => refuse(400, 20001), 'rejected'],
    ['the rate', () => refuse(429, 20429), 'rate_limited'],
  ])('that cannot be made leaves no doubt about the message: %s', async (_, serve, code) => {
    const { account, sent } = open(serve);
    expect((await failureOf(() => account.send(outbound(twoButtons), noAbort()))).code).toBe(code);
    expect(sent.filter(toMessages)).toEqual([]);
  });

  it('that cannot be remembered is used all the same', async () => {
    const { fetch } = wire(accepts);
    const remember = { get: async () => undefined, set: () => Promise.reject(new Error('disk full')) };
    const account = twilio.open(config, { ...toolsWith(fetch), remember, log: quietLog });
    expect(await account.send(outbound(twoButtons), noAbort())).toEqual({ providerMessageId: ACCEPTED_AS });
  });
});

describe('what Twilio cannot say', () => {
  const cases: Record<string, OutboundContent> = {
    'a text over 1600': { kind: 'text', body: 'x'.repeat(1601) },
    'four buttons': buttons('Which?', 'A', 'B', 'C', 'D'),
    'a long title': buttons('Which?', 'x'.repeat(21)),
    'a blank title': buttons('Which?', ' '),
    'eleven rows': { kind: 'list', body: 'When?', button: 'Times', sections: [{ rows: rows(6) }, { rows: rows(5) }] },
    'a long body over buttons': buttons('x'.repeat(twilio.capabilities.buttons.bodyMax + 1), 'A'),
    'a caption under a sound': {
      kind: 'media',
      media: 'audio',
      link: 'https://f.example/a.ogg',
      mimeType: 'audio/ogg',
      caption: 'x',
    },
  };
  it.each(Object.keys(cases))('is refused before anything is asked: %s', async (what) => {
    const { account, sent } = open(accepts);
    expect((await failureOf(() => account.send(outbound(cases[what]!), noAbort()))).code).toBe('unsupported');
    expect(sent).toEqual([]);
  });

  it('leaves room for the longest header and footer over choices', () => {
    const { bodyMax } = twilio.capabilities.buttons;
    const longest = { ...buttons('x'.repeat(bodyMax), 'A'), header: 'h'.repeat(60), footer: 'f'.repeat(60) } as OutboundContent;
    expect(itemOf(longest).shows).toHaveLength(1024);
  });
});

describe('a template', () => {
  const template: OutboundContent = {
    kind: 'template',
    name: 'reminder',
    language: 'es_AR',
    providerRef: `HX${'1'.repeat(32)}`,
    header: { text: 'Salon' },
    body: ['Ana\nRuiz', '10:00'],
    buttons: [
      { type: 'url', index: 1, suffix: 'r/1' },
      { type: 'quick_reply', index: 0, payload: 'confirm:1' },
    ],
  };

  it('has its variables in the order body, header, buttons', async () => {
    const [message] = await sendAll(template);
    expect(fieldsOf(message!)).toMatchObject({ ContentSid: `HX${'1'.repeat(32)}` });
    expect(fieldsOf(message!)).not.toHaveProperty('Body');
    expect(JSON.parse(fieldsOf(message!)['ContentVariables'] ?? '')).toEqual({
      1: 'Ana Ruiz',
      2: '10:00',
      3: 'Salon',
      4: 'confirm:1',
      5: 'r/1',
    });
  });

  it('that has no content sid is a matter of settings', async () => {
    const { account, sent } = open(accepts);
    const { providerRef: _, ...without } = template;
    expect((await failureOf(() => account.send(outbound(without), noAbort()))).code).toBe('misconfigured');
    expect(sent).toEqual([]);
  });

  it('with a missing value is not sent', async () => {
    expect((await failureOf(() => planOf({ ...template, body: ['Ana', ''] }))).code).toBe('unsupported');
  });
});
