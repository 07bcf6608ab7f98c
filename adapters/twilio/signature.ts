import { createHash, timingSafeEqual } from 'node:crypto';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';
import type { WebhookRequest } from '#contracts/webhook-source.ts';
import { failure } from './failures.ts';
import { MOST_FIELDS, formFields, jsonFields } from './fields.ts';
import type { Fields } from './fields.ts';

/** A text of 65,536 characters, WhatsApp's maximum, takes 600 kB as a form. */
const MOST_BYTES = 1_000_000;
const AMPERSAND = '&'.charCodeAt(0);

/**
 * Returns the fields of a webhook if its signature matches one of the tokens. Twilio signs the public URL and, for forms, the
 * decoded fields. A JSON body is bound to the URL by `bodySHA256`. The library tries the URL with and without the default port,
 * and compares in constant time. Because the fields must be decoded before the signature can be checked, a form that is larger or
 * has more fields than any of Twilio's counts as forged without decoding.
 * @throws AdapterFailure `forged` | `malformed`
 */
export function verifiedFields(request: WebhookRequest, tokens: readonly string[]): Fields {
  const signature = request.headers['x-twilio-signature'];
  if (!signature) throw failure('forged', 'no signature');
  const promised = new URL(request.url).searchParams.get('bodySHA256');
  const form = promised === null ? unverifiedForm(request.body) : {};
  if (!tokens.some((token) => validateRequest(token, signature, request.url, form))) {
    throw failure('forged', 'the signature does not match');
  }
  if (promised === null) return form;
  if (!sameHash(promised, request.body)) throw failure('forged', 'the body is not the one that was signed');
  return jsonFields(new TextDecoder().decode(request.body));
}

function unverifiedForm(body: Uint8Array): Fields {
  if (body.length > MOST_BYTES || hasMoreFields(body, MOST_FIELDS)) throw failure('forged', 'larger than any form from Twilio');
  return formFields(new TextDecoder().decode(body));
}

/** Stops at the first field beyond the limit. */
function hasMoreFields(body: Uint8Array, most: number): boolean {
  let fields = 1;
  for (let at = body.indexOf(AMPERSAND); at !== -1; at = body.indexOf(AMPERSAND, at + 1)) {
    fields += 1;
    if (fields > most) return true;
  }
  return false;
}

function sameHash(promised: string, body: Uint8Array): boolean {
  const given = Buffer.from(promised.toLowerCase());
  const found = Buffer.from(createHash('sha256').update(body).digest('hex'));
  return given.length === found.length && timingSafeEqual(given, found);
}
