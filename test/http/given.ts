import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { settingsFrom } from '#config/load.ts';
import type { MessageCard } from '#contracts/api/desk.ts';
import type { Clock } from '#contracts/clock.ts';
import { conversations, inboundLog, messages } from '#contracts/records/messaging.ts';
import { strays } from '#contracts/records/platform.ts';
import { contacts } from '#contracts/records/people.ts';
import { type Surroundings, start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { ACCESS, CLOCK, COUNTS, SECRETS, STORE } from '#app/tokens.ts';
import { messageCard } from '#http/cards.ts';
import { type Credentials, credentialsIn } from '#sandbox/stage/credentials.ts';
import { plantTenants } from '#sandbox/stage/providers.ts';
import { cookiesOfEverybody } from '#test/support/access.ts';
import { quietLog } from '#test/support/quiet.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';
import { type Answer, ask } from './ask.ts';
import { metaSignature, twilioSignature } from './bodies.ts';

interface Given {
  readonly settings?: Readonly<Record<string, string>>;
  readonly parts?: NonNullable<Surroundings['parts']>;
  /** Keeps the data here instead of a folder that goes away. */
  readonly folder?: string;
  readonly clock?: Clock;
}

/** The app without the sandbox, with the two demo tenants at a provider that takes everything and says nothing of it. */
export async function givenApp({ settings = {}, parts, folder: kept, clock }: Given = {}) {
  await using opened = new AsyncDisposableStack();
  const folder = kept === undefined ? opened.use(await temporaryFolder()) : { path: kept };
  const provider = opened.use(await takingProvider());
  const credentials = await credentialsIn(join(folder.path, 'providers.json'));
  const free = { DESKBELL_PORT: '0', DESKBELL_WEBHOOK_PORT: '0', DESKBELL_DATA: folder.path };
  const app = opened.use(
    await start(settingsFrom({ ...free, ...settings }), {
      log: quietLog,
      ...(clock ? { clock } : {}),
      checkAnswers: true,
      ...(parts ? { parts } : {}),
      beforeWork: async ({ container }) => {
        const ground = {
          store: resolve(container, STORE),
          secrets: resolve(container, SECRETS),
          clock: resolve(container, CLOCK),
        };
        await plantTenants(ground, credentials, { meta: provider, twilio: provider }, `${provider.url}/pictures`);
      },
    }),
  );
  const { store, counts } = { store: resolve(app.container, STORE), counts: resolve(app.container, COUNTS) };
  const cookie = await cookiesOfEverybody(resolve(app.container, ACCESS), ['juniper', 'marina']);
  const closing = opened.move();
  return {
    ...app,
    /** Of somebody who may do everything. */
    cookie,
    folder: folder.path,
    store,
    credentials,
    counts: () => counts.read(),
    sent: provider.sent,
    ...webhooksOf(app.webhooksUrl, credentials),
    /** What was kept of webhooks, newest last. */
    log: async (tenant: string) =>
      (await store.tenant(tenant).find(inboundLog, { by: 'byTime', equals: [], limit: 1000 })).items.map(({ value }) => value),
    strays: async (connectionId: string) =>
      (await store.platform.find(strays, { by: 'byConnection', equals: [connectionId], limit: 1000 })).items.map(
        ({ value }) => value,
      ),
    /** The messages of everybody whom WhatsApp calls so, as the inbox shows them, oldest first. */
    async inbox(tenant: string, name: string): Promise<readonly MessageCard[]> {
      const own = store.tenant(tenant);
      const all = (await own.find(conversations, { by: 'byLastAt', equals: [], limit: 1000 })).items;
      const cards: MessageCard[] = [];
      for (const { value } of all) {
        if ((await own.get(contacts, value.contactId))?.value.name !== name) continue;
        const page = await own.find(messages, { by: 'byConversation', equals: [value.id], limit: 1000 });
        cards.push(...page.items.map((stored) => messageCard(stored.value, undefined)));
      }
      return cards;
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}
export type App = Awaited<ReturnType<typeof givenApp>>;

function webhooksOf(webhooksUrl: string, { meta, twilio }: Credentials) {
  const metaUrl = `${webhooksUrl}/webhooks/meta-cloud/${meta.connectionId}`;
  const twilioUrl = `${webhooksUrl}/webhooks/twilio/${twilio.connectionId}`;
  return {
    metaUrl,
    twilioUrl,
    /** Posts it as Meta does, signed. */
    metaSays: (body: string): Promise<Answer> =>
      ask(metaUrl, { method: 'POST', headers: { 'x-hub-signature-256': metaSignature(meta.appSecret, body) }, body }),
    twilioSays: (fields: Readonly<Record<string, string>>, token = twilio.authToken): Promise<Answer> =>
      ask(twilioUrl, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': twilioSignature(token, twilioUrl, fields),
        },
        body: new URLSearchParams(fields).toString(),
      }),
  };
}

/** Accepts every call of both providers, and keeps the texts that were to be sent. */
async function takingProvider() {
  const sent: string[] = [];
  let taken = 0;
  const server = createServer(async (asked, answer) => {
    const body = Buffer.concat(await Array.fromAsync(asked)).toString('utf8');
    const isMessage = /\/messages(\.json)?$/i.test(asked.url ?? '') && !body.includes('"status":"read"');
    if (isMessage) sent.push(body);
    taken += 1;
    const sid = `SM${String(taken).padStart(32, '0')}`;
    answer.writeHead(asked.url?.includes('/v1/Content') || isMessage ? 201 : 200, { 'content-type': 'application/json' });
    answer.end(JSON.stringify({ success: true, sid, messages: [{ id: `wamid.out.${taken}` }] }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: sent as readonly string[],
    [Symbol.asyncDispose]: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
