import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '#config/schema.ts';
import type { Log } from '#contracts/log.ts';
import { type App, type Listening, start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { ACCESS, SECRETS, STORE } from '#app/tokens.ts';
import { sayMore } from '#app/running.ts';
import { setUpNeeds } from '#app/set-up.ts';
import { sessionCookies } from '#http/cookies.ts';
import type { SandboxClock } from '../shared/clock.ts';
import { plantPeople } from '../tenants/people.ts';
import { accessRoutes } from './access-routes.ts';
import { credentialsIn } from './credentials.ts';
import { forgetOnServers } from './engines.ts';
import { MARK, forget, refuseSecond } from './folder.ts';
import { keptClock } from './kept-clock.ts';
import { outbox } from './outbox.ts';
import { type Addresses, emulatorSettings, phonesOf, setUpTenants, startProviders } from './providers.ts';
import { onThisMachine, refusePublicAddress, refuseRealProviders } from './refuse-public.ts';
import { type Phone, sandboxRoutes } from './routes.ts';
import { type SpareNumber, reconnectSpare, spareNumbers, sparePhones, writeSpareCredentials } from './spare.ts';

export interface Stage extends AsyncDisposable {
  readonly app: App;
  readonly clock: SandboxClock;
  readonly phones: readonly Phone[];
  /** Moves the shared clock of app and emulators forward. */
  advance(ms: number): Promise<void>;
}

export interface StageOptions {
  readonly settings: Settings;
  /** Deletes all data first. */
  readonly fresh?: boolean;
  /** Ports of the emulators. 0 picks free ports. */
  readonly metaPort: number;
  readonly twilioPort: number;
  readonly log?: Log;
  /** Refuses to answer what a route does not describe. For tests. */
  readonly checkAnswers?: boolean;
}

/** The whole sandbox: the app with its production adapters, an emulator of each provider, and two demo tenants. */
export async function openStage(options: StageOptions): Promise<Stage> {
  const { settings, checkAnswers = false } = options;
  refusePublicAddress(settings);
  const folder = settings.DESKBELL_DATA;
  await refuseSecond(folder);
  if (options.fresh) {
    await forget(folder);
    await forgetOnServers(settings);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Existing data is checked first, because it may belong to a real desk.
  if (!existsSync(join(folder, 'deskbell.db'))) await credentialsIn(join(folder, MARK));
  const clock = keptClock(join(folder, 'clock.json'));
  const mailer = outbox(clock);
  let phones: readonly Phone[] = [];
  let emulated: Addresses | undefined;
  let spare = async (): Promise<readonly Phone[]> => [];
  let spareCredentials: readonly SpareNumber[] = [];

  await using opened = new AsyncDisposableStack();
  // Closed after the app, which finishes its sends first.
  const emulators = opened.use(new AsyncDisposableStack());
  const app = opened.use(
    await start(settings, {
      clock,
      ...(options.log ? { log: options.log } : {}),
      checkAnswers,
      mailer,
      providers: (channel) => (emulated ? (emulatorSettings(emulated)[channel] ?? {}) : {}),
      parts: (container) =>
        sandboxRoutes({
          clock,
          phones: async () => [...phones, ...(await spare())],
          tellTime: (offsetMs) => tellTime(phones, offsetMs),
          more: accessRoutes({
            access: () => resolve(container, ACCESS),
            cookies: sessionCookies(false),
            outbox: mailer,
            spare: () => spareCredentials,
          }),
          checkAnswers,
        }),
      beforeWork: async (listening) => {
        phones = await setUp(listening);
      },
    }),
  );

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

  /** Workers send pending messages as soon as they start, so where they go must be certain before that. */
  async function setUp({ container, pagesUrl, webhooksUrl }: Listening): Promise<readonly Phone[]> {
    const store = resolve(container, STORE);
    const secrets = resolve(container, SECRETS);
    await refuseRealProviders(store, secrets, onThisMachine);
    const credentials = await credentialsIn(join(folder, MARK));
    const providers = await startProviders({
      folder,
      credentials,
      webhooksUrl,
      metaPort: options.metaPort,
      twilioPort: options.twilioPort,
      offsetMs: clock.offset(),
    });
    emulators.use(providers.meta);
    emulators.use(providers.twilio);
    const pictures = `${pagesUrl.replace('localhost', '127.0.0.1')}/sandbox/pictures`;
    emulated = providers;
    spare = () => sparePhones(store, credentials, providers);
    spareCredentials = spareNumbers(credentials);
    const needs = setUpNeeds(container);
    await setUpTenants(needs, credentials, pictures);
    await reconnectSpare(needs, credentials);
    await writeSpareCredentials(folder, credentials);
    await sayMore(folder, { providers: emulatorSettings(providers) });
    const planted = phonesOf(credentials, providers);
    await plantPeople(
      store.platform,
      clock,
      planted.map(({ tenant }) => tenant),
    );
    const own = Object.values(providers).map(({ url }) => new URL(url).origin);
    await refuseRealProviders(store, secrets, (baseUrl) => own.includes(baseUrl.origin));
    return planted;
  }
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
