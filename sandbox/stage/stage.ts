import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Settings } from '#config/schema.ts';
import type { Log } from '#contracts/log.ts';
import { type App, start } from '#app/start.ts';
import { resolve } from '#app/token.ts';
import { CLOCK, SECRETS, STORE } from '#app/tokens.ts';
import type { SandboxClock } from '../shared/clock.ts';
import { demoTenants } from '../tenants/demo.ts';
import { plant } from '../tenants/plant.ts';
import { type Credentials, credentialsIn } from './credentials.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { keptClock } from './kept-clock.ts';
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

const PHONE_NUMBER_ID = '106540352240001';
const WABA_ID = '102290129340398';

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
  const [meta, twilio] = await startEmulators(options, credentials, clock, app.webhooksUrl);
  opened.use(meta);
  opened.use(twilio);
  await plantTenants(app, credentials, meta, twilio);
  await refuseRealProviders(resolve(app.container, STORE), resolve(app.container, SECRETS));
  phones = demoTenants('').map(({ id, channel, number, profile }) => ({
    tenant: id,
    name: profile.name,
    channel,
    number,
    business: channel === 'twilio' ? credentials.twilio.senderSid : PHONE_NUMBER_ID,
    url: channel === 'twilio' ? twilio.url : meta.url,
  }));

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

function startEmulators(options: StageOptions, credentials: Credentials, clock: SandboxClock, webhooksUrl: string) {
  const folder = options.settings.DESKBELL_DATA;
  const [salon, clinic] = demoTenants('');
  const offsetMs = clock.offset();
  const { meta, twilio } = credentials;
  return Promise.all([
    startEmulator('meta', folder, {
      port: options.metaPort,
      dataFile: join(folder, 'meta-emulator.db'),
      appId: meta.appId,
      appSecret: meta.appSecret,
      wabaId: WABA_ID,
      webhook: { url: `${webhooksUrl}/webhooks/meta-cloud/${meta.connectionId}`, verifyToken: meta.verifyToken },
      businesses: [
        {
          phoneNumberId: PHONE_NUMBER_ID,
          displayNumber: salon?.number,
          name: salon?.profile.name,
          accessToken: meta.accessToken,
        },
      ],
      offsetMs,
    }),
    startEmulator('twilio', folder, {
      port: options.twilioPort,
      dataFile: join(folder, 'twilio-emulator.db'),
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      businesses: [
        {
          senderSid: twilio.senderSid,
          number: clinic?.number,
          name: clinic?.profile.name,
          webhookUrl: `${webhooksUrl}/webhooks/twilio/${twilio.connectionId}#rc=5&rp=5xx,rt,ct`,
        },
      ],
      offsetMs,
    }),
  ]);
}

async function plantTenants(
  app: App,
  { meta, twilio }: Credentials,
  metaEmulator: Emulator,
  twilioEmulator: Emulator,
): Promise<void> {
  const store = resolve(app.container, STORE);
  const secrets = resolve(app.container, SECRETS);
  const clock = resolve(app.container, CLOCK);
  const [salon, clinic] = demoTenants(`${app.pagesUrl.replace('localhost', '127.0.0.1')}/sandbox/pictures`);
  if (!salon || !clinic) return;
  await plant(store, secrets, clock, {
    tenant: salon,
    connectionId: meta.connectionId,
    connectionConfig: { appSecrets: [meta.appSecret], verifyToken: meta.verifyToken },
    accountConfig: {
      phoneNumberId: PHONE_NUMBER_ID,
      accessToken: meta.accessToken,
      baseUrl: metaEmulator.url,
      mediaHosts: [new URL(metaEmulator.url).host],
    },
    providerSender: PHONE_NUMBER_ID,
    identityScope: `meta:${WABA_ID}`,
  });
  await plant(store, secrets, clock, {
    tenant: clinic,
    connectionId: twilio.connectionId,
    connectionConfig: { accountSid: twilio.accountSid, authTokens: [twilio.authToken] },
    accountConfig: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      from: clinic.number,
      baseUrl: twilioEmulator.url,
      mediaHosts: [new URL(twilioEmulator.url).host],
    },
    providerSender: `whatsapp:${clinic.number}`,
    identityScope: `twilio:${twilio.accountSid}`,
  });
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
