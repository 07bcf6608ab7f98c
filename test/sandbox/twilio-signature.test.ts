import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { signatureOf } from '#sandbox/twilio/signature.ts';
import { webhookPolicy } from '#sandbox/twilio/webhook-policy.ts';

describe('signing a webhook', () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';

  it("signs a form like Twilio's own library test", () => {
    const fields = [
      ['CallSid', 'CA1234567890ABCDE'],
      ['Digits', '1234'],
      ['From', '+14158675309'],
      ['To', '+18005551212'],
      ['Caller', '+14158675309'],
    ] as const;
    expect(signatureOf('12345', url, fields)).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  });

  it('signs the address alone for a JSON post, whose hash is in the address', () => {
    const hash = createHash('sha256').update('{"property": "value", "boolean": true}').digest('hex');
    expect(signatureOf('12345', `${url}&bodySHA256=${hash}`, [])).toBe('a9nBmqA0ju/hNViExpshrM61xv4=');
  });

  it('signs text beyond ASCII as UTF-8', () => {
    const fields = [
      ['MessageSid', 'SM00000000000000000000000000000001'],
      ['AccountSid', 'AC00000000000000000000000000000001'],
      ['From', 'whatsapp:+15550001111'],
      ['To', 'whatsapp:+15550002222'],
      ['Body', 'Hola, ¿hay turno?'],
      ['NumMedia', '0'],
    ] as const;
    const inbound = 'https://hooks.example.test/twilio/inbound?tenant=t_1';
    expect(signatureOf('twilio-test-token', inbound, fields)).toBe('Ugq8pJIgVjmhfJ2ecnZO7rdS9D0=');
    expect(signatureOf('twilio-test-token', `${inbound}#rc=3`, fields)).toBe('Ugq8pJIgVjmhfJ2ecnZO7rdS9D0=');
  });
});

describe('how often a webhook is tried', () => {
  it('is once more, and only when nobody listened', () => {
    expect(webhookPolicy('http://x.test/in')).toEqual({ tries: 2, retriesOn: new Set(['ct']), readMs: 15_000, totalMs: 15_000 });
  });

  it('follows the fragment of the address', () => {
    const policy = webhookPolicy('http://x.test/in?a=1#rc=3&rp=5xx,rt,ct&rt=400&tt=9000');
    expect(policy).toEqual({ tries: 4, retriesOn: new Set(['5xx', 'ct', 'rt']), readMs: 400, totalMs: 9000 });
    expect(webhookPolicy('http://x.test/in#rp=all').retriesOn).toEqual(new Set(['4xx', '5xx', 'ct', 'rt']));
  });

  it('keeps the default for a wish out of range', () => {
    expect(webhookPolicy('http://x.test/in#rc=6&rt=15001&rp=never')).toMatchObject({
      tries: 2,
      readMs: 15_000,
      retriesOn: new Set(),
    });
  });
});
