import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask } from '#test/http/ask.ts';
import { metaBody, textChange } from '#test/http/bodies.ts';
import { type Attacked, attacked } from './attacked.ts';
import { MOST, changeWith, distinct, filled, listOf, toMeta, toTwilio, toTwilioAsJson } from './attacks.ts';

/** Milliseconds of processor time that a healthy request may wait for one attack; see `healthy.ts` for how they are counted. */
const BY_UNSIGNED = 100;
const BY_SIGNED = 500;
const TIME = { timeout: 120_000 };

let server: Attacked;
beforeAll(async () => {
  server = await attacked();
});
afterAll(() => server[Symbol.asyncDispose]());

type Attack = () => Promise<Answer>;

/** The status that the attack was answered with, once healthy requests have been seen to wait less than `most`. */
async function withstood(attack: Attack, most: number): Promise<number> {
  let status = 0;
  const met = await server.during(async () => {
    status = (await attack()).status;
  });
  expect(met.refused).toBe(0);
  expect(met.delayMs).toBeLessThan(most);
  return status;
}

describe('an unsigned request delays nobody', () => {
  const attacks: Readonly<Record<string, Attack>> = {
    'one parameter 40,000 times': () => toTwilio(server, filled('a=&', 120_000), 'wrong'),
    '430,000 parameters': () => toTwilio(server, distinct(430_000, (n) => `a${n}=`).join('&'), 'wrong'),
    'as many parameters as are looked at, of one name': () => toTwilio(server, distinct(1_000, () => 'a=').join('&'), 'wrong'),
    'as many bytes as are looked at': () => toTwilio(server, `Body=${filled('a+', 999_000)}`, 'wrong'),
    'parameters of nothing': () => toTwilio(server, filled('&'), 'wrong'),
    'half an escape over and over': () => toTwilio(server, filled('%', 999_000), 'wrong'),
    'JSON for Twilio': () => toTwilioAsJson(server, filled('{"a":'), 'wrong'),
    '4 MB for Meta': () => toMeta(server, filled('[{}'), 'wrong'),
    'a long query at the handshake': () => ask(`${server.metaUrl}?${filled('hub.mode=a&', 12_000)}`),
    'many headers': () =>
      ask(server.metaUrl, { headers: Object.fromEntries(distinct(1_000, (n) => `x-${n}`).map((name) => [name, 'a'])) }),
  };
  it.each(Object.keys(attacks))('(%s)', TIME, async (name) => {
    const status = await withstood(attacks[name]!, BY_UNSIGNED);
    expect([401, 403, 431]).toContain(status);
  });

  it('(anything)', TIME, async () => {
    const piece = fc.oneof(
      fc.constantFrom('a=&', '&', '+', '%', '%F0', '%00', '=', '{"a":', '[', '{},', '"\\u0000",', '"', 'Body='),
      fc.string({ minLength: 1, maxLength: 20 }),
    );
    const body = fc.record({
      head: fc.constantFrom('', 'Body=', '{"entry":['),
      piece,
      bytes: fc.constantFrom(10_000, 999_000, MOST),
    });
    const to = fc.constantFrom(toMeta, toTwilio, toTwilioAsJson);
    await fc.assert(
      fc.asyncProperty(to, body, async (send, { head, piece: one, bytes }) => {
        expect(await withstood(() => send(server, head + filled(one, bytes), 'wrong'), BY_UNSIGNED)).toBe(401);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});

describe('a signed webhook of up to 4 MB is kept, answered, and delays nobody for long', () => {
  const message = (more: string) => `"messages":[{"id":"wamid.large","from":"34600000077",${more}}]`;
  const attacks: Readonly<Record<string, Attack>> = {
    'a million empty changes': () => toMeta(server, `{"entry":[{"changes":${listOf('{}')}}]}`, 'right'),
    'as many empty changes as are read': () => toMeta(server, `{"entry":[{"changes":${listOf('{}', 290_000)}}]}`, 'right'),
    'a million empty entries': () => toMeta(server, `{"entry":${listOf('{}')}}`, 'right'),
    'a million empty messages': () => toMeta(server, changeWith(`"messages":${listOf('{}')}`), 'right'),
    'as many empty messages as are read': () => toMeta(server, changeWith(`"messages":${listOf('{}', 290_000)}`), 'right'),
    'a message with a million contacts': () =>
      toMeta(server, changeWith(message(`"type":"contacts","contacts":${listOf('{}')}`)), 'right'),
    'a message with as many contacts as are read': () =>
      toMeta(server, changeWith(message(`"type":"contacts","contacts":${listOf('{}', 270_000)}`)), 'right'),
    'as many errors as are read': () => toMeta(server, changeWith(`"errors":${listOf('{}', 290_000)}`), 'right'),
    'a million fields': () =>
      toMeta(server, changeWith(message(`"referral":{${distinct(250_000, (n) => `"k${n}":1`).join()}}`)), 'right'),
    'endless nesting': () => toMeta(server, filled('['), 'right'),
    'a text of 4 MB': () => toMeta(server, metaBody(textChange({ id: 'wamid.4mb', body: filled('hi '), name: 'Tess' })), 'right'),
    'a text that grows when it is written': () =>
      toMeta(server, metaBody(textChange({ id: 'wamid.quotes', body: filled('"', MOST / 2), name: 'Quentin' })), 'right'),
    '1,000 changes of as many customers': () =>
      toMeta(
        server,
        metaBody(...distinct(1_000, String).map((n) => textChange({ id: `wamid.${n}`, body: 'hello', name: `Person ${n}` }))),
        'right',
      ),
    'an entry id of 3 MB with 1,000 changes': () =>
      toMeta(
        server,
        `{"entry":[{"id":"${filled('x', 3_000_000)}","changes":[${distinct(1_000, (n) => `{"field":"f${n}","value":{}}`).join()}]}]}`,
        'right',
      ),
    'a name of 3 MB with 1,000 messages': () =>
      toMeta(
        server,
        changeWith(
          `"contacts":[{"wa_id":"34600000077","profile":{"name":"${filled('x', 3_000_000)}"}}],` +
            `"messages":[${distinct(1_000, (n) => `{"id":"wamid.named${n}","from":"34600000077"}`).join()}]`,
        ),
        'right',
      ),
    'a form with as many fields as are looked at': () =>
      toTwilio(
        server,
        `MessageSid=SM1&AccountSid=1&NumMedia=1000000000&${distinct(990, (n) => `MediaUrl${n}=a`).join('&')}`,
        'right',
      ),
    'JSON for Twilio with a million fields': () =>
      toTwilioAsJson(server, `{${distinct(250_000, (n) => `"k${n}":1`).join()}}`, 'right'),
  };
  it.each(Object.keys(attacks))('(%s)', TIME, async (name) => {
    expect(await withstood(attacks[name]!, BY_SIGNED)).toBe(200);
  });

  it('(anything)', TIME, async () => {
    const id = fc.constantFrom(
      '"\\ud800"',
      '"a\\u0000b"',
      '""',
      '"__proto__"',
      '"constructor"',
      '7',
      `"${'x'.repeat(100_000)}"`,
      '[]',
    );
    const leaf = fc.oneof(id, fc.constantFrom('{}', '[]', 'null', '"a"', '1e308', `${'['.repeat(60)}${']'.repeat(60)}`));
    const item = fc
      .tuple(
        fc.constantFrom('id', 'from', 'from_user_id', 'recipient_id', 'status', 'timestamp', 'type', 'contacts', 'errors'),
        leaf,
      )
      .map(([name, value]) => `{"id":"wamid.any","from":"34600000076","${name}":${value}}`);
    const list = fc.constantFrom('messages', 'statuses', 'message_echoes', 'contacts', 'errors');
    const field = fc.constantFrom('messages', 'smb_message_echoes', 'standby', 'account_update');
    const bytes = fc.constantFrom(1, 10_000, 250_000, MOST - 200_000);
    await fc.assert(
      fc.asyncProperty(fc.tuple(field, list, fc.oneof(leaf, item), bytes), async ([name, where, one, size]) => {
        const body = changeWith(`"${where}":${listOf(one, size)}`, name);
        expect(await withstood(() => toMeta(server, body, 'right'), BY_SIGNED)).toBe(200);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('(anything of Twilio)', TIME, async () => {
    const value = fc.constantFrom(
      '',
      '\u0000',
      '__proto__',
      '1000000000',
      'whatsapp:+34600000076',
      '"\\ud800"',
      'x'.repeat(100_000),
    );
    const names = [
      'MessageSid',
      'AccountSid',
      'From',
      'To',
      'NumMedia',
      'MediaUrl0',
      'InteractiveData',
      'MessageStatus',
      'Body',
      '__proto__',
    ];
    const fields = fc.dictionary(fc.constantFrom(...names), value, { minKeys: 1, noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(fields, fc.boolean(), async (some, asJson) => {
        const send = asJson
          ? () => toTwilioAsJson(server, JSON.stringify(some), 'right')
          : () => toTwilio(server, new URLSearchParams(Object.entries(some)).toString(), 'right');
        expect(await withstood(send, BY_SIGNED)).toBe(200);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });
});
