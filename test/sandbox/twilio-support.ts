import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NewCustomer, PhoneSays } from '#contracts/api/phone.ts';
import { accepted, chat, customer } from '#contracts/api/phone.ts';
import type { TwilioSandbox } from '#sandbox/twilio/config.ts';
import { twilioSandbox } from '#sandbox/twilio/config.ts';
import { startTwilio } from '#sandbox/twilio/emulator.ts';

export const accountSid = 'AC00000000000000000000000000000001';
export const authToken = 'sandbox-token';
export const senderSid = 'XE00000000000000000000000000000001';
export const serviceSid = 'MG00000000000000000000000000000001';
export const businessNumber = '+34600000001';
const basic = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

export interface Received {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly fields: Readonly<Record<string, string>>;
}

/** A tiny app: keeps what it is sent, and answers with `status`, or with the next of `statuses`. */
export async function receiver() {
  const received: Received[] = [];
  const statuses: number[] = [];
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await Array.fromAsync(request)).toString('utf8');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    received.push({ url: `${origin}${request.url}`, headers, fields: Object.fromEntries(new URLSearchParams(body)) });
    response.statusCode = statuses.shift() ?? 204;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    received,
    statuses,
    inbound: () => received.filter((each) => each.fields['SmsStatus'] === 'received'),
    statusesOf: (sid: string) =>
      received.flatMap(({ fields }) =>
        fields['MessageSid'] === sid && fields['MessageStatus'] ? [fields['MessageStatus']] : [],
      ),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type Receiver = Awaited<ReturnType<typeof receiver>>;

export function settings(app: { readonly origin: string }, changes: Partial<TwilioSandbox> = {}): TwilioSandbox {
  return twilioSandbox.parse({
    dataFile: ':memory:',
    accountSid,
    authToken,
    businesses: [
      {
        senderSid,
        number: businessNumber,
        name: 'Salon',
        webhookUrl: `${app.origin}/in?tenant=t_1`,
        statusUrl: `${app.origin}/status`,
        messagingServiceSid: serviceSid,
      },
    ],
    seed: 'test',
    ...changes,
  });
}

export async function emulator(config: TwilioSandbox) {
  const running = await startTwilio(config);
  const call = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(running.url + path, {
      redirect: 'manual',
      ...init,
      headers: { authorization: basic, ...init.headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  };
  const json = (method: string, body: unknown): RequestInit => ({
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const messages = `/2010-04-01/Accounts/${accountSid}/Messages`;
  const chatPath = (customerId: string) => `/control/chats/${senderSid}/${customerId}`;
  const must = async (path: string, init?: RequestInit) => {
    const { status, body } = await call(path, init);
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };

  return {
    url: running.url,
    messages,
    call,
    stop: running.stop,
    /** Fields beside From; pass `From: ''` to leave it out. */
    send: (fields: Record<string, string | string[]>, init: RequestInit = {}) => {
      const form = new URLSearchParams();
      for (const [name, values] of Object.entries({ From: `whatsapp:${businessNumber}`, ...fields })) {
        for (const value of [values].flat()) if (value !== '') form.append(name, value);
      }
      return call(`${messages}.json`, { method: 'POST', body: form, ...init });
    },
    form: (path: string, fields: Record<string, string>) => call(path, { method: 'POST', body: new URLSearchParams(fields) }),
    post: (path: string, body: unknown) => call(path, json('POST', body)),
    content: async (types: unknown, variables = {}): Promise<string> =>
      (await must('/v1/Content', json('POST', { friendly_name: 'test', language: 'en', types, variables }))).sid,
    message: async (sid: string) => (await call(`${messages}/${sid}.json`)).body,
    customer: async (wish: Partial<NewCustomer> = {}) =>
      customer.parse(await must('/control/customers', json('POST', { name: 'Ana Example', number: '+34611111111', ...wish }))),
    says: async (customerId: string, says: PhoneSays): Promise<string> =>
      (await must(`${chatPath(customerId)}/messages`, json('POST', says))).id,
    reads: (customerId: string) => must(`${chatPath(customerId)}/read`, json('POST', {})),
    chat: async (customerId: string) => chat.parse(await must(chatPath(customerId))),
    faults: (faults: object) => must('/control/faults', json('PUT', faults)),
    advance: async (ms: number) => {
      const { offsetMs } = await must('/control/clock');
      await must('/control/clock', json('PUT', { offsetMs: offsetMs + ms }));
    },
    accepted: async () => accepted.array().parse(await must('/control/accepted')),
    pending: async (): Promise<number> => (await must('/control/pending')).webhooks,
  };
}
export type TestEmulator = Awaited<ReturnType<typeof emulator>>;
