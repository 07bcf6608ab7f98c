import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsFrom } from '#config/load.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, SECRETS, STORE } from '#app/tokens.ts';
import { type Credentials, credentialsIn } from '#sandbox/stage/credentials.ts';
import { type Ground, phonesOf, plantTenants, startProviders } from '#sandbox/stage/providers.ts';
import type { Phone } from '#sandbox/stage/routes.ts';

export type AppSettings = Readonly<Record<string, string>>;

/** All that stays while the app is killed: the data folder, the providers, and the addresses. */
export interface Site extends AsyncDisposable {
  readonly folder: string;
  readonly credentials: Credentials;
  readonly phones: readonly Phone[];
  /** As the environment would name them. */
  readonly settings: AppSettings;
  readonly metaWebhook: string;
  readonly pages: string;
}

/** Starts the providers and plants the two demo tenants; the app itself is not running yet. */
export async function openSite(folder: string): Promise<Site> {
  await using opened = new AsyncDisposableStack();
  await mkdir(folder, { recursive: true });
  const [pagesPort, webhookPort, healthPort] = await freePorts();
  const webhooksUrl = `http://127.0.0.1:${webhookPort}`;
  const credentials = await credentialsIn(join(folder, 'providers.json'));
  const ports = { metaPort: 0, twilioPort: 0, offsetMs: 0 };
  const providers = await startProviders({ folder, credentials, webhooksUrl, ...ports, unlimited: true });
  opened.use(providers.meta);
  opened.use(providers.twilio);
  const settings = {
    DESKBELL_DATA: join(folder, 'app'),
    DESKBELL_PORT: String(pagesPort),
    DESKBELL_WEBHOOK_PORT: String(webhookPort),
    DESKBELL_HEALTH_PORT: String(healthPort),
    DESKBELL_LOG_LEVEL: 'error',
    DESKBELL_SEND_DEADLINE_MS: '5000',
    DESKBELL_SETTLE_DEADLINE_MS: '2000',
  };
  await withStore(settings, (ground) => plantTenants(ground, credentials, providers, `${webhooksUrl}/pictures`));
  const closing = opened.move();
  return {
    folder,
    credentials,
    phones: phonesOf(credentials, providers),
    settings,
    metaWebhook: `${webhooksUrl}/webhooks/meta-cloud/${credentials.meta.connectionId}`,
    pages: `http://127.0.0.1:${pagesPort}`,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Container = Awaited<ReturnType<typeof open>>;

/** Opens the data without servers and workers. Never while the app runs: its start must find the file as the kill left it. */
export async function withStore<R>(settings: AppSettings, use: (ground: Ground, container: Container) => Promise<R>): Promise<R> {
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsFrom(settings), {}, opened);
  const ground = { store: resolve(container, STORE), secrets: resolve(container, SECRETS), clock: resolve(container, CLOCK) };
  return await use(ground, container);
}

/** Three ports that were free just now; the app keeps them over all its lives. */
async function freePorts(): Promise<readonly number[]> {
  const servers = [createServer(), createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ports.push((server.address() as AddressInfo).port);
  }
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
