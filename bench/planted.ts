import { settingsFrom } from '#config/load.ts';
import type { Settings } from '#config/schema.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import { demoTenants } from '#sandbox/tenants/demo.ts';
import { plant } from '#sandbox/tenants/plant.ts';
import { META } from './webhook-bodies.ts';

/** Settings of the app for a data folder of the bench, on free ports. */
export function benchSettings(folder: string, more: Readonly<Record<string, string>> = {}): Settings {
  return settingsFrom({
    DESKBELL_DATA: folder,
    DESKBELL_PORT: '0',
    DESKBELL_WEBHOOK_PORT: '0',
    DESKBELL_LOG_LEVEL: 'error',
    ...more,
  });
}

/** The two demo tenants. Their accounts point to a port of this machine where nobody listens. */
export async function plantBoth(store: Store, secrets: Secrets, clock: Clock): Promise<void> {
  const [salon, clinic] = demoTenants('http://127.0.0.1:9/pictures');
  if (!salon || !clinic) throw new RangeError('the demo has two tenants');
  await plant(store, secrets, clock, {
    tenant: salon,
    connectionId: META.connectionId,
    connectionConfig: { appSecrets: [META.appSecret], verifyToken: META.verifyToken },
    accountConfig: { phoneNumberId: META.phoneNumberId, accessToken: 'bench', baseUrl: NOWHERE, mediaHosts: ['127.0.0.1:9'] },
    providerSender: META.phoneNumberId,
    identityScope: `meta:${META.wabaId}`,
    businessAccount: META.wabaId,
  });
  await plant(store, secrets, clock, {
    tenant: clinic,
    connectionId: TWILIO.connectionId,
    connectionConfig: { accountSid: TWILIO.accountSid, authTokens: [TWILIO.authToken] },
    accountConfig: {
      accountSid: TWILIO.accountSid,
      authToken: TWILIO.authToken,
      from: clinic.number,
      baseUrl: NOWHERE,
      mediaHosts: ['127.0.0.1:9'],
    },
    providerSender: `whatsapp:${clinic.number}`,
    identityScope: `twilio:${TWILIO.accountSid}`,
  });
}

const NOWHERE = 'http://127.0.0.1:9';

export const TWILIO = {
  connectionId: 'bench-twilio-0123456789',
  accountSid: `AC${'0123456789abcdef'.repeat(2)}`,
  authToken: 'fedcba98'.repeat(4),
} as const;
