import { createHash, createHmac } from 'node:crypto';
import { PHONE_NUMBER_ID } from '#sandbox/stage/providers.ts';
import { type Answer, ask } from '#test/http/ask.ts';
import { metaSignature } from '#test/http/bodies.ts';
import type { Place } from './attacked.ts';

/** Below the limit of a webhook body. */
export const MOST = 3_900_000;

/** The piece over and over, as often as it fits. */
export function filled(piece: string, bytes = MOST): string {
  return piece.repeat(Math.max(1, Math.floor(bytes / Buffer.byteLength(piece))));
}

/** A JSON list of this item, as long as fits. */
export function listOf(item: string, bytes = MOST): string {
  return `[${filled(`${item},`, bytes)}${item}]`;
}

export function distinct(many: number, one: (n: number) => string): string[] {
  return Array.from({ length: many }, (_, n) => one(n));
}

/** A webhook of Meta with one change of the business number, as text: what is in it need not be what Meta would send. */
export function changeWith(value: string, field = 'messages'): string {
  const metadata = `"metadata":{"phone_number_id":"${PHONE_NUMBER_ID}"}`;
  return `{"entry":[{"id":"1","changes":[{"field":"${field}","value":{${metadata},${value}}}]}]}`;
}

export type Secret = 'right' | 'wrong';

export function toMeta({ metaUrl, appSecret }: Place, body: string, secret: Secret): Promise<Answer> {
  const headers = { 'x-hub-signature-256': metaSignature(secret === 'right' ? appSecret : 'guess', body) };
  return ask(metaUrl, { method: 'POST', headers, body });
}

/** Signed over these fields, which the body need not be: only a right signature has to fit. */
export function toTwilio({ twilioUrl, authToken }: Place, body: string, secret: Secret): Promise<Answer> {
  const fields = secret === 'right' ? [...new URLSearchParams(body)].toSorted(([a], [b]) => (a < b ? -1 : 1)) : [];
  const signed = createHmac('sha1', secret === 'right' ? authToken : 'guess').update(twilioUrl + fields.flat().join(''));
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signed.digest('base64') };
  return ask(twilioUrl, { method: 'POST', headers, body });
}

/** Twilio's other form: the address is signed, and holds a hash of the body. */
export function toTwilioAsJson({ twilioUrl, authToken }: Place, body: string, secret: Secret): Promise<Answer> {
  const url = `${twilioUrl}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  const signed = createHmac('sha1', secret === 'right' ? authToken : 'guess').update(url);
  const headers = { 'content-type': 'application/json', 'x-twilio-signature': signed.digest('base64') };
  return ask(url, { method: 'POST', headers, body });
}
