import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { settingsFrom } from '#config/load.ts';
import { open } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, SECRETS, STORE } from '#app/tokens.ts';
import { type Credentials, credentialsIn } from '#sandbox/stage/credentials.ts';
import { type Ground, phonesOf, plantTenants, startProviders } from '#sandbox/stage/providers.ts';
import type { Phone } from '#sandbox/stage/routes.ts';
import { freePorts } from '#test/support/free-ports.ts';
import type { Home } from './app-process.ts';

export type AppSettings = Readonly<Record<string, string>>;

/** All that stays while instances come and go: the folder, the providers, and the addresses. */
export interface Site extends AsyncDisposable {
  readonly folder: string;
  readonly credentials: Credentials;
  readonly phones: readonly Phone[];
  /** For a process that only reads the data. */
  readonly settings: AppSettings;
  /** Where Meta brings its webhooks, and where the pages are. */
  readonly metaWebhook: string;
  readonly pages: string;
}

export interface SiteOptions {
  readonly folder: string;
  readonly settings: AppSettings;
  /** Where the providers bring their webhooks. */
  readonly webhooksUrl: string;
  readonly pages: string;
}

/** Starts the providers and plants the two demo tenants; no instance is running yet. */
export async function openSite({ folder, webhooksUrl, pages, settings }: SiteOptions): Promise<Site> {
  await using opened = new AsyncDisposableStack();
  await mkdir(folder, { recursive: true });
  const credentials = await credentialsIn(join(folder, 'providers.json'));
  const ports = { metaPort: 0, twilioPort: 0, offsetMs: 0 };
  const providers = await startProviders({ folder, credentials, webhooksUrl, ...ports, unlimited: true });
  opened.use(providers.meta);
  opened.use(providers.twilio);
  const all = { DESKBELL_DATA: join(folder, 'app'), ...settings };
  await withStore(all, (ground) => plantTenants(ground, credentials, providers, `${webhooksUrl}/pictures`));
  const closing = opened.move();
  return {
    folder,
    credentials,
    phones: phonesOf(credentials, providers),
    settings: all,
    metaWebhook: `${webhooksUrl}${metaPath(credentials)}`,
    pages,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** The ports of one instance, which it keeps over all its lives. */
export interface Ports {
  readonly pages: number;
  readonly webhooks: number;
  readonly health: number;
}

export async function newPorts(): Promise<Ports> {
  const [pages = 0, webhooks = 0, health = 0] = await freePorts(3);
  return { pages, webhooks, health };
}

export const urlAt = (port: number): string => `http://127.0.0.1:${port}`;

/** Where an instance lives. */
export interface Place {
  readonly name: string;
  readonly ports: Ports;
  readonly home: Home;
}

/** A place of the site: its settings, with ports of its own and what differs. */
export function placeOn(
  { settings }: Pick<Site, 'settings'>,
  ports: Ports,
  { name, folder, isReady, ...own }: Omit<Home, 'settings'> & { readonly name: string; readonly settings?: AppSettings },
): Place {
  const named = {
    DESKBELL_PORT: String(ports.pages),
    DESKBELL_WEBHOOK_PORT: String(ports.webhooks),
    DESKBELL_HEALTH_PORT: String(ports.health),
  };
  return { name, ports, home: { folder, isReady, settings: { ...settings, ...named, ...own.settings } } };
}

export function metaPath({ meta }: Credentials): string {
  return `/webhooks/meta-cloud/${meta.connectionId}`;
}

type Container = Awaited<ReturnType<typeof open>>;

/** Opens the data without servers and workers. Never while the app runs: its start must find the file as the kill left it. */
export async function withStore<R>(settings: AppSettings, use: (ground: Ground, container: Container) => Promise<R>): Promise<R> {
  await using opened = new AsyncDisposableStack();
  const container = await open(settingsFrom(settings), {}, opened);
  const ground = { store: resolve(container, STORE), secrets: resolve(container, SECRETS), clock: resolve(container, CLOCK) };
  return await use(ground, container);
}
