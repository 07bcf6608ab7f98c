import { join } from 'node:path';
import type { Clock } from '#contracts/clock.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import { regionOf } from '#core/tenancy/region.ts';
import { demoTenants } from '../tenants/demo.ts';
import type { ConnectNeeds } from '#core/set-up/connect-number.ts';
import { plant, setUpDemo } from '../tenants/plant.ts';
import type { Credentials } from './credentials.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import type { Phone } from './routes.ts';
import { SPARE_META, SPARE_NAME, SPARE_TWILIO } from './spare.ts';

export interface ProvidersOptions {
  readonly folder: string;
  readonly credentials: Credentials;
  /** Where the app receives webhooks. */
  readonly webhooksUrl: string;
  /** 0 picks free ports. */
  readonly metaPort: number;
  readonly twilioPort: number;
  readonly offsetMs: number;
  /** Turns the providers' rate limits off, for load tests of something else. */
  readonly unlimited?: boolean;
}

/** An emulator of each provider, each as a separate program. */
export interface Providers {
  readonly meta: Emulator;
  readonly twilio: Emulator;
}

export const PHONE_NUMBER_ID = '106540352240001';
export const WABA_ID = '102290129340398';
const NO_LIMIT = 1_000_000;

export async function startProviders(options: ProvidersOptions): Promise<Providers> {
  const { folder, offsetMs, webhooksUrl, unlimited } = options;
  const { meta, twilio, spare } = options.credentials;
  const [salon, clinic] = demoTenants('');
  const [metaEmulator, twilioEmulator] = await bothOrNone([
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
        {
          phoneNumberId: SPARE_META.phoneNumberId,
          displayNumber: SPARE_META.number,
          name: SPARE_NAME,
          accessToken: spare.metaToken,
          wabaId: SPARE_META.wabaId,
        },
      ],
      offsetMs,
      ...(unlimited ? { limits: { throughput: NO_LIMIT, pairBurst: NO_LIMIT, pairEveryMs: 0 } } : {}),
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
        { senderSid: spare.twilioSenderSid, number: SPARE_TWILIO.number, name: SPARE_NAME },
      ],
      offsetMs,
      ...(unlimited ? { messagesPerSecond: NO_LIMIT } : {}),
    }),
  ]);
  return { meta: metaEmulator, twilio: twilioEmulator };
}

/** Starts both or none: if one cannot start, the other is closed. */
async function bothOrNone(starting: readonly [Promise<Emulator>, Promise<Emulator>]): Promise<readonly [Emulator, Emulator]> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const started of await Promise.allSettled(starting))
      if (started.status === 'fulfilled') await started.value[Symbol.asyncDispose]();
    throw error;
  }
}

export type Addresses = { readonly [P in keyof Providers]: Pick<Emulator, 'url'> };

export interface Ground {
  readonly store: Store;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Where the emulators are, as settings of the channels. */
export function emulatorSettings(
  at: Addresses,
): Readonly<Record<string, { readonly baseUrl: string; readonly mediaHosts: readonly string[] }>> {
  const settings = (url: string) => ({ baseUrl: url, mediaHosts: [new URL(url).host] });
  return { 'meta-cloud': settings(at.meta.url), twilio: settings(at.twilio.url) };
}

/** Sets the demo tenants up at the emulators. `pictures` is the URL of their pictures. */
export async function setUpTenants(needs: ConnectNeeds, { meta, twilio }: Credentials, pictures: string): Promise<void> {
  for (const tenant of demoTenants(pictures)) {
    const { connectionId } = tenant.channel === 'twilio' ? twilio : meta;
    const credentials: Readonly<Record<string, string>> =
      tenant.channel === 'twilio'
        ? { accountSid: twilio.accountSid, authToken: twilio.authToken }
        : { accessToken: meta.accessToken, appSecret: meta.appSecret };
    await setUpDemo(needs, tenant, { connectionId, credentials });
  }
}

/** Stores the demo tenants without asking the emulators, each with its account there. `pictures` is the URL of their pictures. */
export async function plantTenants(ground: Ground, credentials: Credentials, at: Addresses, pictures: string): Promise<void> {
  const { store, secrets, clock } = ground;
  const { meta, twilio } = credentials;
  const [salon, clinic] = demoTenants(pictures);
  if (!salon || !clinic) return;
  await plant(store, secrets, clock, {
    tenant: salon,
    connectionId: meta.connectionId,
    connectionConfig: { appSecrets: [meta.appSecret], verifyToken: meta.verifyToken },
    accountConfig: {
      phoneNumberId: PHONE_NUMBER_ID,
      accessToken: meta.accessToken,
      baseUrl: at.meta.url,
      mediaHosts: [new URL(at.meta.url).host],
    },
    providerSender: PHONE_NUMBER_ID,
    identityScope: `meta:${WABA_ID}`,
    businessAccount: WABA_ID,
  });
  await plant(store, secrets, clock, {
    tenant: clinic,
    connectionId: twilio.connectionId,
    connectionConfig: { accountSid: twilio.accountSid, authTokens: [twilio.authToken] },
    accountConfig: {
      accountSid: twilio.accountSid,
      authToken: twilio.authToken,
      from: clinic.number,
      baseUrl: at.twilio.url,
      mediaHosts: [new URL(at.twilio.url).host],
    },
    providerSender: `whatsapp:${clinic.number}`,
    identityScope: `twilio:${twilio.accountSid}`,
  });
}

export function phonesOf(credentials: Credentials, at: Addresses): readonly Phone[] {
  return demoTenants('').map(({ id, channel, number, profile }) => ({
    tenant: id,
    name: profile.name,
    channel,
    number,
    zone: profile.zone,
    region: regionOf(profile),
    business: channel === 'twilio' ? credentials.twilio.senderSid : PHONE_NUMBER_ID,
    url: channel === 'twilio' ? at.twilio.url : at.meta.url,
  }));
}
