import { createHash, timingSafeEqual } from 'node:crypto';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { WebhookRequest } from '#contracts/channel.ts';
import { failure } from './failures.ts';
import { formFields, jsonFields } from './fields.ts';
import type { Fields } from './fields.ts';

/**
 * The fields of a webhook, once its signature fits one of the tokens. Twilio signs the public address, and for forms the
 * fields too; a JSON body is bound to the address by `bodySHA256`. The library tries the address with and without the
 * standard port, and compares in constant time.
 * @throws AdapterFailure `forged` | `malformed`
 */
export function verifiedFields(request: WebhookRequest, tokens: readonly string[]): Fields {
  const signature = request.headers['x-twilio-signature'];
  if (!signature) throw failure('forged', 'no signature');
  const body = new TextDecoder().decode(request.body);
  const promised = new URL(request.url).searchParams.get('bodySHA256');
  const form = promised === null ? formFields(body) : {};
  if (!tokens.some((token) => validateRequest(token, signature, request.url, form))) {
    throw failure('forged', 'the signature does not fit');
  }
  if (promised === null) return form;
  if (!sameHash(promised, request.body)) throw failure('forged', 'the body is not the one that was signed');
  return jsonFields(body);
}

function sameHash(promised: string, body: Uint8Array): boolean {
  const given = Buffer.from(promised.toLowerCase());
  const found = Buffer.from(createHash('sha256').update(body).digest('hex'));
  return given.length === found.length && timingSafeEqual(given, found);
}
