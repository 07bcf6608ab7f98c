import { createHash, createHmac } from 'node:crypto';
import { twilio } from '#adapters/twilio/index.ts';
import type { AccountTools } from '#contracts/channel.ts';
import type { WebhookRequest } from '#contracts/webhook-source.ts';
import type { OutboundContent } from '#contracts/content.ts';
import { opened } from '#test/contracts/channel/opened.ts';
import type { SentRequest, Serve } from '#test/contracts/channel/wire.ts';
import { testClock } from '#test/support/clock.ts';
import { quietLog } from '#test/support/quiet.ts';

export const ACCOUNT = `AC${'0'.repeat(31)}1`;
export const TOKEN = 't0ken-of-the-account';
export const FROM = '+15550002222';
export const SENDER = `whatsapp:${FROM}`;
export const CUSTOMER = 'whatsapp:+15550001111';
export const ACCEPTED_AS = `SM${'a'.repeat(32)}`;
export const ITEM = `HX${'b'.repeat(32)}`;
export const INBOUND_URL = 'https://desk.example/webhooks/c_1';

export const config = twilio.accountConfig.parse({ accountSid: ACCOUNT, authToken: TOKEN, from: FROM });
export const open = (serve: Serve) => opened({ open: (tools) => twilio.open(config, tools) }, serve);
export const connect = (authTokens: readonly string[]) =>
  twilio.connect(twilio.connectionConfig.parse({ accountSid: ACCOUNT, authTokens }), { log: quietLog });
export const noAbort = () => new AbortController().signal;

/** A form, out of any JSON value: what is no text goes in as JSON. */
export function form(payload: unknown): string {
  const fields = typeof payload === 'object' && payload !== null ? Object.entries(payload) : [];
  const texts = fields.map(([name, value]) => [name, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]);
  return new URLSearchParams(texts).toString();
}

/** Signed as the reference (§4.1) says: the address, then every field by name. Repeated names once per value. */
export function signedForm(body: string, token: string, url = INBOUND_URL): WebhookRequest {
  const fields = new URLSearchParams(body);
  const names = [...new Set(fields.keys())].toSorted((a, b) => (a < b ? -1 : 1));
  const text = names.flatMap((name) => [...new Set(fields.getAll(name))].toSorted().map((value) => name + value)).join('');
  const signature = createHmac('sha1', token)
    .update(url + text)
    .digest('base64');
  return request(url, body, 'application/x-www-form-urlencoded', signature);
}

export function signedJson(body: string, token: string): WebhookRequest {
  const url = `${INBOUND_URL}?bodySHA256=${createHash('sha256').update(body).digest('hex')}`;
  return request(url, body, 'application/json', createHmac('sha1', token).update(url).digest('base64'));
}

export function request(url: string, body: string, type: string, signature: string): WebhookRequest {
  const headers = { 'content-type': type, 'x-twilio-signature': signature };
  return { method: 'POST', url, headers, body: new TextEncoder().encode(body) };
}

/** The fields that every inbound message has, in values of our own. */
export function said(fields: Readonly<Record<string, string>>): Record<string, string> {
  const MessageSid = `SM${'1'.repeat(32)}`;
  return {
    MessageSid,
    SmsMessageSid: MessageSid,
    SmsSid: MessageSid,
    AccountSid: ACCOUNT,
    SmsStatus: 'received',
    From: CUSTOMER,
    To: SENDER,
    NumMedia: '0',
    NumSegments: '1',
    ReferralNumMedia: '0',
    ApiVersion: '2010-04-01',
    ...fields,
  };
}

export function status(fields: Readonly<Record<string, string>>): Record<string, string> {
  const MessageSid = `SM${'2'.repeat(32)}`;
  return { MessageSid, SmsSid: MessageSid, AccountSid: ACCOUNT, From: SENDER, To: CUSTOMER, ApiVersion: '2010-04-01', ...fields };
}

/** Twilio when all goes well. */
export const accepts: Serve = ({ url, method }) => {
  if (url.pathname === '/v1/Content') return Response.json({ sid: ITEM }, { status: 201 });
  if (url.pathname.endsWith('/Messages.json') && method === 'POST') {
    return Response.json(
      { sid: ACCEPTED_AS, status: 'queued', date_created: 'Tue, 01 Dec 2026 09:00:00 +0000' },
      { status: 201 },
    );
  }
  if (url.pathname.endsWith('/Typing.json')) return Response.json({ success: true });
  return Response.json({ sid: ACCOUNT, status: 'active', friendly_name: 'Salon' });
};

/** A refusal in Twilio's shape. */
export function refuse(httpStatus: number, code: number, headers: Record<string, string> = {}): Response {
  const body = { code, message: `no, ${CUSTOMER} and ${TOKEN}`, more_info: 'https://www.twilio.com/docs', status: httpStatus };
  return Response.json(body, { status: httpStatus, headers });
}

export const fieldsOf = ({ body }: SentRequest) => Object.fromEntries(new URLSearchParams(body));
export const toMessages = ({ url, method }: SentRequest) => method === 'POST' && url.pathname.endsWith('/Messages.json');
export const toContent = ({ url, method }: SentRequest) => method === 'POST' && url.pathname === '/v1/Content';

export const twoButtons: OutboundContent = {
  kind: 'buttons',
  body: 'Shall we?',
  buttons: [
    { id: 'yes', title: 'Yes' },
    { id: 'no', title: 'No' },
  ],
};

/** What an account is handed, with this network. */
export function toolsWith(fetch: typeof globalThis.fetch): AccountTools {
  const memory = new Map<string, string>();
  return {
    fetch,
    clock: testClock(),
    log: quietLog,
    remember: { get: async (key) => memory.get(key), set: async (key, value) => void memory.set(key, value) },
    statusUrl: 'https://desk.example/webhooks/c_1/status',
  };
}
