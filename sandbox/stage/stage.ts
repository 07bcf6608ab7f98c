import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '#config/schema.ts';
import type { Log } from '#contracts/log.ts';
import { type App, start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { SECRETS, STORE } from '#app/tokens.ts';
import type { SandboxClock } from '../shared/clock.ts';
import { credentialsIn } from './credentials.ts';
import { keptClock } from './kept-clock.ts';
import { phonesOf, plantTenants, startProviders } from './providers.ts';
import { refusePublicAddress, refuseRealProviders } from './refuse-public.ts';
import { type Phone, sandboxRoutes } from './routes.ts';

export interface Stage extends AsyncDisposable {
  readonly app: App;
  readonly clock: SandboxClock;
  readonly phones: readonly Phone[];
  /** Moves the one clock of app and emulators forward. */
  advance(ms: number): Promise<void>;
}

export interface StageOptions {
  readonly settings: Settings;
  /** Begins anew. */
  readonly fresh?: boolean;
  /** Ports of the emulators; 0 takes free ones. */
  readonly metaPort: number;
  readonly twilioPort: number;
  readonly log?: Log;
}

/** The whole sandbox: the app with the very adapters of production, an emulator of each provider, and two demo tenants. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { settings } = options;
  refusePublicAddress(settings);
  const folder = settings.DESKBELL_DATA;
  if (options.fresh) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const clock = keptClock(join(folder, 'clock.json'));
  const credentials = await credentialsIn(join(folder, 'providers.json'));
  let phones: readonly Phone[] = [];

  await using opened = new AsyncDisposableStack();
  const app = opened.use(
    await start(settings, {
      clock,
      ...(options.log ? { log: options.log } : {}),
      parts: () => [sandboxRoutes({ clock, phones: () => phones, tellTime: (offsetMs) => tellTime(phones, offsetMs) })],
    }),
  );
  const providers = await startProviders({
    folder,
    credentials,
    webhooksUrl: app.webhooksUrl,
    metaPort: options.metaPort,
    twilioPort: options.twilioPort,
    offsetMs: clock.offset(),
  });
  opened.use(providers.meta);
  opened.use(providers.twilio);
  const store = resolve(app.container, STORE);
  const secrets = resolve(app.container, SECRETS);
  const pictures = `${app.pagesUrl.replace('localhost', '127.0.0.1')}/sandbox/pictures`;
  await plantTenants({ store, secrets, clock }, credentials, providers, pictures);
  await refuseRealProviders(store, secrets);
  phones = phonesOf(credentials, providers);

  const closing = opened.move();
  return {
    app,
    clock,
    phones,
    async advance(ms) {
      clock.moveTo(clock.offset() + ms);
      await tellTime(phones, clock.offset());
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

async function tellTime(phones: readonly Phone[], offsetMs: number): Promise<void> {
  await Promise.all(
    phones.map((phone) =>
      fetch(new URL('/control/clock', phone.url), {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ offsetMs }),
      }),
    ),
  );
}
