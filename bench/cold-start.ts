import { createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { get, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { pinoLog } from '#app/pino-log.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import * as t from '#app/tokens.ts';
import { endsWithUs } from '#test/support/ends-with-us.ts';
import type { AppServerAnswers } from './app-server.ts';
import { atMost } from './bars.ts';
import { child } from './child.ts';
import { median, round } from './figures.ts';
import { TWILIO, benchSettings, plantBoth } from './planted.ts';
import type { BenchRow } from './row.ts';
import { scratch } from './scratch.ts';
import { META, signatureOf, webhookBody } from './webhook-bodies.ts';

const ROUNDS = 5;
const IDLE_MS = 4_000;
const PAGES_ARE_BUILT = existsSync(join(import.meta.dirname, '../web/dist/index.html'));
const HANDSHAKE = `/webhooks/meta-cloud/${META.connectionId}?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${META.verifyToken}`;

/**
 * Time from the start of the process until it answers the first page and the handshake of a connection, which is read from the
 * store, has its secrets decrypted and its adapter loaded. Also the memory of the idle process after it has handled one webhook
 * per channel.
 */
export async function benchColdStart(): Promise<BenchRow[]> {
  await using folder = await scratch();
  await prepare(folder.path);
  const starts: number[] = [];
  const floors: number[] = [];
  let idleMb = Number.NaN;
  for (let n = 0; n <= ROUNDS; n += 1) {
    floors.push(await bareStart());
    const [pages, webhooks] = [await freePort(), await freePort()];
    const started = performance.now();
    await using app = child<AppServerAnswers>(new URL('app-server.ts', import.meta.url), [
      folder.path,
      String(pages),
      String(webhooks),
    ]);
    await firstAnswer(pages, '/', PAGES_ARE_BUILT ? 200 : 404);
    const challenge = await firstAnswer(webhooks, HANDSHAKE);
    starts.push(performance.now() - started);
    if (challenge !== '1158201444') throw new Error('the server does not know the connection of the salon');
    if (n < ROUNDS) continue;
    await oneWebhookPerChannel(webhooks);
    await new Promise((done) => setTimeout(done, IDLE_MS));
    idleMb = await app.ask('rssMb', undefined);
  }
  const [, ...counted] = starts;
  const [, ...floor] = floors;
  const best = Math.min(...counted);
  return [
    {
      name: `cold start to the first page and webhook, best of ${ROUNDS} (median ${round(median(counted))} ms)`,
      value: round(best),
      unit: 'ms',
      floor: round(Math.min(...floor)),
      floorName: 'node with a bare http server',
      ratio: round(best / Math.min(...floor)),
      ...atMost(1000, 'ms', best),
    },
    { name: 'idle memory after one webhook of each channel', value: round(idleMb), unit: 'MB', ...atMost(150, 'MB', idleMb) },
  ];
}

async function prepare(folder: string): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const container = await open(benchSettings(folder), { log: pinoLog('error') }, opened);
  await plantBoth(resolve(container, t.STORE), resolve(container, t.SECRETS), resolve(container, t.CLOCK));
}

async function bareStart(): Promise<number> {
  const port = await freePort();
  const started = performance.now();
  const script = `require('node:http').createServer((_, answer) => answer.end('ok')).listen(${port}, '127.0.0.1')`;
  const bare = endsWithUs(spawn(process.execPath, ['-e', script], { stdio: 'ignore' }));
  await firstAnswer(port, '/');
  const took = performance.now() - started;
  bare.kill();
  await once(bare, 'exit');
  return took;
}

const GIVE_UP_MS = 30_000;

async function firstAnswer(port: number, path: string, status = 200): Promise<string> {
  const until = performance.now() + GIVE_UP_MS;
  while (performance.now() < until) {
    const body = await textAt(port, path, status);
    if (body !== undefined) return body;
    await new Promise((done) => setTimeout(done, 3));
  }
  throw new Error('the server did not answer');
}

function textAt(port: number, path: string, status: number): Promise<string | undefined> {
  return new Promise((done) => {
    const asked = get({ host: '127.0.0.1', port, path, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => done(answer.statusCode === status ? text : undefined));
    });
    asked.on('error', () => done(undefined));
  });
}

async function oneWebhookPerChannel(port: number): Promise<void> {
  const body = webhookBody({ run: 'idle', number: 0, people: 1, text: 'hi' });
  await post(port, `/webhooks/meta-cloud/${META.connectionId}`, body, {
    'content-type': 'application/json',
    'x-hub-signature-256': signatureOf(body),
  });
  const path = `/webhooks/twilio/${TWILIO.connectionId}`;
  const fields = {
    AccountSid: TWILIO.accountSid,
    Body: 'hola',
    From: 'whatsapp:+34600000001',
    MessageSid: `SM${'0'.repeat(32)}`,
    NumMedia: '0',
    ProfileName: 'Ana Prueba',
    SmsStatus: 'received',
    To: 'whatsapp:+34910000042',
    WaId: '34600000001',
  };
  const signed = `http://127.0.0.1:${port}${path}${Object.entries(fields).flat().join('')}`;
  await post(port, path, new URLSearchParams(fields).toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': createHmac('sha1', TWILIO.authToken).update(signed).digest('base64'),
  });
}

async function post(port: number, path: string, body: string, headers: Record<string, string>): Promise<void> {
  const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false }).end(body);
  const [answer] = await once(asked, 'response');
  answer.resume();
  if (answer.statusCode !== 200) throw new Error(`${path.split('/')[2]} answered ${answer.statusCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
