import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import type { Accepted, Chat, Customer, Faults, PhoneSays } from '#contracts/api/phone.ts';
import { type MetaConfigInput, metaConfig } from '#sandbox/meta/config.ts';
import { startMeta } from '#sandbox/meta/emulator.ts';
import { readBody, serve } from '#sandbox/shared/server.ts';

export const PHONE = '106540352242922';
export const TOKEN = 'EAAG-sandbox-token';
export const SECRET = 'meta-sandbox-secret';

export const REMINDER = {
  name: 'appointment_reminder',
  language: 'es',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Salon Sol' },
    { type: 'BODY', text: 'Hola {{1}}, te esperamos el {{2}} en el salón.', example: { body_text: [['Ana', 'lunes']] } },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Confirmar' },
        { type: 'URL', text: 'Ver cita', url: 'https://example.com/{{1}}', example: ['r/1'] },
      ],
    },
  ],
};

/** A webhook as it arrived. */
export interface Arrived {
  readonly raw: string;
  readonly body: Envelope;
}
export interface Envelope {
  readonly object: string;
  readonly entry: { id: string; time?: number; changes: { field: string; value: Value }[] }[];
}
interface Value {
  readonly metadata?: unknown;
  readonly contacts?: Record<string, unknown>[];
  readonly messages?: Record<string, any>[];
  readonly statuses?: Record<string, any>[];
  readonly [key: string]: unknown;
}

/** An app that answers the handshake, checks signatures and keeps what comes. */
export async function givenApp(answer: () => number = () => 200, port = 0) {
  const arrived: Arrived[] = [];
  const handshakes: string[] = [];
  const server = await serve(port, (router) => {
    router.get('/hook', (ctx) => {
      handshakes.push(String(ctx.query['hub.mode']));
      if (ctx.query['hub.verify_token'] !== 'verify-me') return ctx.throw(403);
      ctx.body = String(ctx.query['hub.challenge']);
    });
    router.post('/hook', async (ctx) => {
      const bytes = await readBody(ctx, 3_000_000);
      const expected = `sha256=${createHmac('sha256', SECRET).update(bytes).digest('hex')}`;
      if (ctx.get('x-hub-signature-256') !== expected) return ctx.throw(401);
      const status = answer();
      ctx.status = status;
      ctx.body = '';
      if (status < 300) arrived.push({ raw: bytes.toString('utf8'), body: JSON.parse(bytes.toString('utf8')) });
    });
  });
  const values = (): Value[] =>
    arrived.flatMap(({ body }) => body.entry.flatMap((entry) => entry.changes.map(({ value }) => value)));
  const app = {
    url: `${server.url}/hook`,
    port: Number(new URL(server.url).port),
    arrived,
    handshakes,
    values,
    messages: () => values().flatMap((value) => value.messages ?? []),
    statuses: () => values().flatMap((value) => value.statuses ?? []),
    stop: () => server.stop(0),
  };
  onTestFinished(app.stop);
  return app;
}

export async function givenFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-meta-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'meta.sqlite');
}

export async function givenMeta(webhookUrl: string, more: Partial<MetaConfigInput> = {}) {
  const config = metaConfig.parse({
    dataFile: ':memory:',
    appId: '1',
    appSecret: SECRET,
    webhook: { url: webhookUrl, verifyToken: 'verify-me' },
    wabaId: '102290129340398',
    businesses: [
      { phoneNumberId: PHONE, displayNumber: '+34910000001', name: 'Salon Sol', accessToken: TOKEN },
      { phoneNumberId: '206540352242922', displayNumber: '+34910000002', name: 'Clinic Luna', accessToken: 'another-token' },
    ],
    seed: 'tests',
    templates: [REMINDER],
    ...more,
  });
  const emulator = await startMeta(config);
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (!stopped) await emulator.stop();
    stopped = true;
  };
  onTestFinished(stop);

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(path.startsWith('http') ? path : emulator.url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
  }
  const graph = (method: string, path: string, body?: unknown, token = TOKEN) =>
    call(method, path.startsWith('http') ? path : `/v26.0/${path}`, body, { authorization: `Bearer ${token}` });
  const control = async (method: string, path: string, body?: unknown) => {
    const { status, body: answer } = await call(method, `/control/${path}`, body);
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(answer)}`);
    return answer;
  };

  return {
    url: emulator.url,
    sandbox: emulator.sandbox,
    stop,
    call,
    graph,
    control,
    customer: (more: { name?: string; number?: string; hideNumber?: boolean } = {}): Promise<Customer> =>
      control('POST', 'customers', { name: 'Ana', number: '+34600000001', ...more }),
    says: (customer: Customer, says: PhoneSays | string): Promise<{ id: string }> =>
      control('POST', `chats/${PHONE}/${customer.id}/messages`, typeof says === 'string' ? { kind: 'text', body: says } : says),
    chat: (customer: Customer): Promise<Chat> => control('GET', `chats/${PHONE}/${customer.id}`),
    accepted: (): Promise<Accepted[]> => control('GET', 'accepted'),
    faults: (faults: Partial<Faults>) => control('PUT', 'faults', faults),
    send: (body: Record<string, unknown>, token = TOKEN) =>
      graph('POST', `${PHONE}/messages`, { messaging_product: 'whatsapp', to: '+34600000001', ...body }, token),
    text: (body: string, more: Record<string, unknown> = {}) =>
      graph('POST', `${PHONE}/messages`, {
        messaging_product: 'whatsapp',
        to: '+34600000001',
        type: 'text',
        text: { body },
        ...more,
      }),
    quiet: () => vi.waitFor(() => expectZero(emulator.sandbox.courier.pending()), 10_000),
  };
}

function expectZero(pending: number): void {
  if (pending !== 0) throw new Error(`${pending} webhooks still pending`);
}
