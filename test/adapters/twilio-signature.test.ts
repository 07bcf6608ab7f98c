import { describe, expect, it } from 'vitest';
import { twilio } from '#adapters/twilio/index.ts';
import { verifiedFields } from '#adapters/twilio/signature.ts';
import { failureOf } from '#test/contracts/channel/failures.ts';
import { RECEIVED_AT } from '#test/contracts/webhook-source.ts';
import { quietLog } from '#test/support/quiet.ts';
import { form, request, said, signedForm, signedJson } from './twilio/fixtures.ts';

const FORM = 'application/x-www-form-urlencoded';
const CALL = {
  CallSid: 'CA1234567890ABCDE',
  Caller: '+14158675309',
  Digits: '1234',
  From: '+14158675309',
  To: '+18005551212',
};
const MYAPP = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const CALL_SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

describe("the signatures that Twilio's library is tested with", () => {
  it('fits a form', () => {
    expect(verifiedFields(request(MYAPP, form(CALL), FORM, CALL_SIGNATURE), ['12345'])).toEqual(CALL);
  });

  it('fits a form whose fields come in another order', () => {
    const reversed = Object.fromEntries(Object.entries(CALL).toReversed());
    expect(verifiedFields(request(MYAPP, form(reversed), FORM, CALL_SIGNATURE), ['12345'])).toEqual(CALL);
  });

  it('fits a JSON body through its hash in the address', () => {
    const url = `${MYAPP}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620`;
    const body = '{"property": "value", "boolean": true}';
    const fields = verifiedFields(request(url, body, 'application/json', 'a9nBmqA0ju/hNViExpshrM61xv4='), ['12345']);
    expect(fields).toEqual({ property: 'value', boolean: 'true' });
  });

  it('fits a form in UTF-8, with an address that has a query', () => {
    const connection = twilio.connect(
      twilio.connectionConfig.parse({ accountSid: `AC${'0'.repeat(31)}1`, authTokens: ['new-token', 'twilio-test-token'] }),
      { log: quietLog },
    );
    const payload = {
      MessageSid: `SM${'0'.repeat(31)}1`,
      AccountSid: `AC${'0'.repeat(31)}1`,
      From: 'whatsapp:+15550001111',
      To: 'whatsapp:+15550002222',
      Body: 'Hola, ¿hay turno?',
      NumMedia: '0',
    };
    const url = 'https://hooks.example.test/twilio/inbound?tenant=t_1';
    const [part] = connection.receive(request(url, form(payload), FORM, 'Ugq8pJIgVjmhfJ2ecnZO7rdS9D0='), RECEIVED_AT);
    expect(part).toMatchObject({ address: 'whatsapp:+15550002222', events: [{ content: { body: 'Hola, ¿hay turno?' } }] });
  });
});

describe('what a signature is bound to', () => {
  const refused = async (...[subject, tokens = ['token']]: [ReturnType<typeof request>, string[]?]) =>
    (await failureOf(() => verifiedFields(subject, tokens))).code;

  it.each([
    ['https://desk.example/w', 'https://desk.example:443/w'],
    ['https://desk.example:443/w', 'https://desk.example/w'],
    ['http://desk.example/w', 'http://desk.example:80/w'],
  ])('%s is the same address as %s', (ours, signed) => {
    const { body, headers } = signedForm(form(said({})), 'token', signed);
    expect(verifiedFields({ method: 'POST', url: ours, body, headers }, ['token'])).toEqual(said({}));
  });

  it.each(['https://desk.example/v', 'https://evil.example/w', 'http://desk.example/w', 'https://desk.example/w?ref=other'])(
    '%s is another address',
    async (url) => {
      const genuine = signedForm(form(said({})), 'token', 'https://desk.example/w');
      expect(await refused({ ...genuine, url })).toBe('forged');
    },
  );

  it('is our own address, whatever the caller says in Host', async () => {
    const genuine = signedForm(form(said({})), 'token', 'https://evil.example/w');
    const headers = { ...genuine.headers, host: 'evil.example', 'x-forwarded-host': 'evil.example' };
    expect(await refused({ ...genuine, headers, url: 'https://desk.example/w' })).toBe('forged');
  });

  it('is every byte of a JSON body', async () => {
    const genuine = signedJson('{"Body":"Hi"}', 'token');
    expect(verifiedFields(genuine, ['token'])).toEqual({ Body: 'Hi' });
    expect(await refused({ ...genuine, body: new TextEncoder().encode('{"Body":"Ho"}') })).toBe('forged');
    const without = genuine.url.replace(/bodySHA256=\w+/, 'bodySHA256=');
    expect(await refused({ ...genuine, url: without })).toBe('forged');
  });

  it('is each of the tokens, and no other', async () => {
    const genuine = signedForm(form(said({})), 'old');
    expect(verifiedFields(genuine, ['new', 'old'])).toEqual(said({}));
    expect(await refused(genuine, ['new'])).toBe('forged');
  });
});
