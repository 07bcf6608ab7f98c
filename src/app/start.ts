import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type Router from '@koa/router';
import type { Container } from 'inversify';
import type { Middleware } from 'koa';
import { channels } from '#adapters/catalog.ts';
import { portsOf } from '#config/ports.ts';
import type { Settings } from '#config/schema.ts';
import type { Assistant } from '#contracts/assistant.ts';
import type { Clock } from '#contracts/clock.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Log } from '#contracts/log.ts';
import type { Mailer } from '#contracts/mailer.ts';
import { newToken } from '#core/access/token.ts';
import type { Subject } from '#contracts/subject.ts';
import { catalogVersioned } from '#core/catalog/versioned.ts';
import type { ProviderSettings } from '#core/set-up/business.ts';
import { bodyRoom } from '#http/body-room.ts';
import { counted, familyOf } from '#http/counted.ts';
import { sessionCookies } from '#http/cookies.ts';
import { gate } from '#http/gate.ts';
import { knownHost } from '#http/known-host.ts';
import { ownSite } from '#http/own-site.ts';
import { pages } from '#http/pages.ts';
import { operations } from '#http/operations.ts';
import { productRoutes } from '#http/product-routes.ts';
import { serveRoutes } from '#http/serve-routes.ts';
import { koaApp, listen } from '#http/servers.ts';
import { webhooks } from '#http/webhooks.ts';
import { collectionsOf } from './collected.ts';
import { counts } from './counts.ts';
import { openEngines } from './engines.ts';
import { health } from './health.ts';
import { lazyPasskeys } from './lazy-passkeys.ts';
import { keyPlace } from './key-place.ts';
import { measured } from './measured.ts';
import { wire } from './modules.ts';
import { pinoLog } from './pino-log.ts';
import { randomIds } from './random-ids.ts';
import { sayRunning } from './running.ts';
import { setUpNeeds } from './set-up.ts';
import { subjects as allSubjects } from './subjects.ts';
import { systemClock } from './system-clock.ts';
import { bindValue, resolve } from './token.ts';
import * as t from './tokens.ts';
import { work } from './work.ts';
import type { AppWorld, Channels } from './world.ts';

export interface Listening {
  readonly container: Container;
  /** Empty if this instance does not have the role `api`. */
  readonly pagesUrl: string;
  readonly webhooksUrl: string;
  readonly healthUrl: string;
}
export interface App extends Listening, AsyncDisposable {}

export interface Surroundings {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Where providers are emulated. Default: nowhere. */
  readonly providers?: ProviderSettings;
  /** Default: the mail server of the settings. */
  readonly mailer?: Mailer;
  /** Default: the model of the settings. */
  readonly assistant?: Assistant | 'off';
  /** Additional routes for the pages' server, like those of the sandbox. */
  readonly parts?: (container: Container) => readonly (Middleware | Router)[];
  /** By default all that this version has. */
  readonly subjects?: readonly Subject<AppWorld>[];
  /** Refuses to answer what a route does not describe. For tests. */
  readonly checkAnswers?: boolean;
  /** Called when the servers listen and before any worker starts. If it rejects, no waiting event is touched. */
  readonly beforeWork?: (listening: Listening) => Promise<void>;
}

const PAGES_FOLDER = join(import.meta.dirname, '../../web/dist');

/** Opens everything in order. On stop, and if the start fails halfway, closes it in reverse. */
export async function start(settings: Settings, surroundings: Surroundings = {}): Promise<App> {
  await using opened = new AsyncDisposableStack();
  const addresses = { pagesUrl: '', webhooksUrl: '', healthUrl: '' };
  const container = await open(settings, surroundings, opened, addresses);
  const health = resolve(container, t.HEALTH);
  addresses.healthUrl = await serveHealth(container, settings, opened);
  if (settings.DESKBELL_ROLES.includes('api')) Object.assign(addresses, await serve(container, settings, surroundings, opened));

  const listening = { container, ...addresses };
  await surroundings.beforeWork?.(listening);
  opened.use(work(container, settings.DESKBELL_ROLES));
  health.become('running');

  const closing = opened.move();
  return {
    ...listening,
    async [Symbol.asyncDispose]() {
      health.become('stopping');
      await resolve(container, t.CLOCK).after(settings.DESKBELL_STOP_DELAY_MS);
      await closing.disposeAsync();
    },
  };
}

async function serveHealth(container: Container, settings: Settings, opened: AsyncDisposableStack): Promise<string> {
  const app = koaApp(resolve(container, t.LOG), [
    counted(() => 'health', resolve(container, t.COUNTS)),
    knownHost(settings.DESKBELL_HEALTH_NAMES ?? []),
    operationsOf(container),
  ]);
  const server = opened.use(await listen(app, settings.DESKBELL_HEALTH_HOST, portsOf(settings).health));
  return `http://127.0.0.1:${server.port}`;
}

function operationsOf(container: Container): Router {
  const health = resolve(container, t.HEALTH);
  const metrics = measured(resolve(container, t.COUNTS), resolve(container, t.LAGS), resolve(container, t.ACCOUNTS), health);
  return operations({ ready: health.ready, metrics });
}

/** The product's routes. `localKey` lets the command line of this machine ask for the report. */
function api(container: Container, settings: Settings, { checkAnswers = false }: Surroundings, localKey: string): Router {
  const store = resolve(container, t.STORE);
  const clock = resolve(container, t.CLOCK);
  const cookies = sessionCookies(settings.DESKBELL_PAGES_URL?.startsWith('https:') ?? false);
  const { follow, changed } = resolve(container, t.LIVE);
  const needs = {
    store,
    files: resolve(container, t.FILES),
    bus: resolve(container, t.BUS),
    collections: resolve(container, t.COLLECTIONS),
    access: resolve(container, t.ACCESS),
    cookies,
    clock,
    newId: resolve(container, t.NEW_ID),
    channel: resolve(container, t.CHANNELS).named,
    report: resolve(container, t.REPORT),
    setUp: setUpNeeds(container),
    follow,
    changed,
  };
  const routes = productRoutes(needs, resolve(container, t.ROUTES));
  const proxies = settings.DESKBELL_PROXIES;
  return serveRoutes(routes, {
    store,
    clock,
    gate: gate({ platform: store.platform, clock, cookies, localKey }),
    proxies,
    checkAnswers,
  });
}

async function serve(container: Container, settings: Settings, surroundings: Surroundings, opened: AsyncDisposableStack) {
  const log = resolve(container, t.LOG);
  const measures = resolve(container, t.COUNTS);
  const localKey = newToken(resolve(container, t.RANDOM));
  const hooks = koaApp(log, [
    counted(() => 'webhooks', measures),
    webhooks({
      connection: resolve(container, t.CONNECTIONS),
      ingest: resolve(container, t.HEALTH).watching(resolve(container, t.INGEST)),
      publicUrl: resolve(container, t.PUBLIC_URL),
      limit: settings.DESKBELL_WEBHOOK_LIMIT,
      room: bodyRoom(settings.DESKBELL_WEBHOOK_MEMORY),
    }),
  ]);
  const site = koaApp(log, [
    counted(familyOf, measures),
    ownSite(settings.DESKBELL_PAGES_URL === undefined ? undefined : new URL(settings.DESKBELL_PAGES_URL)),
    api(container, settings, surroundings, localKey),
    // For this machine. On the internet, they are on the health port only.
    ...(settings.DESKBELL_PAGES_URL === undefined ? [operationsOf(container)] : []),
    ...(surroundings.parts?.(container) ?? []),
    pages(PAGES_FOLDER),
  ]);
  const { DESKBELL_WEBHOOK_HOST: host, DESKBELL_WEBHOOK_CONNECTIONS: connections } = settings;
  const ports = portsOf(settings);
  const webhookServer = opened.use(await listen(hooks, host, ports.webhooks, { connections }));
  const pagesServer = opened.use(await listen(site, settings.DESKBELL_PAGES_HOST, ports.pages));
  const pagesUrl = `http://localhost:${pagesServer.port}`;
  // With several instances, the command line has no single one to ask.
  const webhooksUrl = `http://127.0.0.1:${webhookServer.port}`;
  const publicUrl = withoutSlash(settings.DESKBELL_PUBLIC_URL) ?? webhooksUrl;
  if (settings.DESKBELL_MONGODB_URL === undefined)
    opened.use(await sayRunning(settings.DESKBELL_DATA, { pagesUrl, key: localKey, publicUrl }));
  return { pagesUrl, webhooksUrl };
}

/** Opens everything except servers and workers, for the command line. */
export async function open(
  settings: Settings,
  surroundings: Surroundings,
  opened: AsyncDisposableStack,
  /** Filled in once the servers listen. */
  own: { readonly pagesUrl: string; readonly webhooksUrl: string } = { pagesUrl: '', webhooksUrl: '' },
): Promise<Container> {
  const clock = surroundings.clock ?? systemClock;
  const newId = randomIds(clock);
  const log = surroundings.log ?? pinoLog(settings.DESKBELL_LOG_LEVEL);
  const measures = counts();
  const container = wire();

  const { openLocalKey } = await import('#adapters/local-key/index.ts');
  const subjects = surroundings.subjects ?? allSubjects;
  const collections = collectionsOf(subjects);
  const engines = await openEngines(settings, { clock, log, newId, metrics: measures, collections }, opened);

  bindValue(container, t.SETTINGS, settings);
  bindValue(container, t.CLOCK, clock);
  bindValue(container, t.NEW_ID, newId);
  bindValue(container, t.LOG, log);
  bindValue(container, t.COUNTS, measures);
  bindValue(container, t.STORE, catalogVersioned(engines.store, newId));
  bindValue(container, t.BARE_STORE, engines.store);
  bindValue(container, t.BUS, engines.bus);
  bindValue(container, t.NOTICES, engines.notices);
  bindValue(container, t.HEALTH, health(engines.store, engines.busConnected, clock));
  bindValue(container, t.LEASES, engines.leases);
  bindValue(container, t.LATER, engines.later);
  bindValue(container, t.EXPIRING, engines.expiring);
  bindValue(container, t.FILES, engines.files);
  bindValue(container, t.SECRETS, await openLocalKey({ ...keyPlace(settings), platform: engines.store.platform }));
  bindValue(container, t.CHANNELS, catalog);
  bindValue(container, t.PROVIDERS, surroundings.providers ?? (() => ({})));
  bindValue(container, t.SUBJECTS, subjects);
  bindValue(container, t.COLLECTIONS, collections);
  bindValue(container, t.RANDOM, randomBytes);
  bindValue(container, t.PASSKEYS, lazyPasskeys);
  bindValue(container, t.MAILER, surroundings.mailer ?? (await mailerOf(settings)));
  bindValue(container, t.ASSISTANT, surroundings.assistant ?? (await assistantOf(settings, clock, log, opened)));
  bindValue(container, t.PUBLIC_URL, () => withoutSlash(settings.DESKBELL_PUBLIC_URL) ?? own.webhooksUrl);
  bindValue(container, t.PAGES_URL, () => withoutSlash(settings.DESKBELL_PAGES_URL) ?? (own.pagesUrl || localPages(settings)));
  return container;
}

/** Loaded only where there is a mail server. */
async function mailerOf({ DESKBELL_SMTP_URL: url, DESKBELL_MAIL_FROM: from }: Settings): Promise<Mailer> {
  const { noMailer, smtpMailer } = await import('#adapters/smtp/index.ts');
  return url === undefined ? noMailer : smtpMailer({ url, from });
}

/** Loaded only where there is a key. */
async function assistantOf(
  { DESKBELL_OPENAI_KEY: key, DESKBELL_OPENAI_URL: url, DESKBELL_OPENAI_MODEL: model }: Settings,
  clock: Clock,
  log: Log,
  opened: AsyncDisposableStack,
): Promise<Assistant | 'off'> {
  if (key === undefined) return 'off';
  const { OPENAI_URL, openAi } = await import('#adapters/openai/index.ts');
  const { guardedAssistant } = await import('./guarded-assistant.ts');
  const server = { key, model, ...(url === undefined ? { url: OPENAI_URL, effort: 'none' as const } : { url }) };
  return opened.use(guardedAssistant(openAi(server, { fetch, clock }), log));
}

/** For the command line, which does not listen itself. */
function localPages(settings: Settings): string {
  return `http://localhost:${portsOf(settings).pages}`;
}

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/$/, '');
}

const catalog: Channels = {
  names: Object.keys(channels),
  async named(name) {
    const load = Object.hasOwn(channels, name) ? channels[name] : undefined;
    if (!load) throw new AdapterFailure(name, 'misconfigured', 'there is no channel adapter of this name');
    return load();
  },
};
