import { isIP } from 'node:net';
import type { Settings } from '#config/schema.ts';
import { senders } from '#contracts/records/platform.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import { everything } from '#core/walking/everything.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';
import { NotForTheSandbox } from './not-for-the-sandbox.ts';

/** The sandbox drives phones and moves time, so it must not be reachable from outside or reach a real provider. */
export function refusePublicAddress(settings: Settings): void {
  if (!isLoopback(settings.DESKBELL_WEBHOOK_HOST)) {
    throw new NotForTheSandbox(
      `The sandbox listens on this machine only, and DESKBELL_WEBHOOK_HOST is ${settings.DESKBELL_WEBHOOK_HOST}: unset it.`,
    );
  }
  if (!isLoopback(settings.DESKBELL_PAGES_HOST) || settings.DESKBELL_PAGES_URL !== undefined) {
    throw new NotForTheSandbox(
      'In the sandbox anybody signs in without a password, so it is for this machine only: unset DESKBELL_PAGES_HOST and DESKBELL_PAGES_URL.',
    );
  }
  if (settings.DESKBELL_PUBLIC_URL !== undefined && !isLoopback(new URL(settings.DESKBELL_PUBLIC_URL).hostname)) {
    throw new NotForTheSandbox('The sandbox has no public address, and DESKBELL_PUBLIC_URL names one: unset it.');
  }
  const { DESKBELL_OPENAI_KEY: key, DESKBELL_OPENAI_URL: model } = settings;
  if (key !== undefined && (model === undefined || !isLoopback(new URL(model).hostname))) {
    throw new NotForTheSandbox(
      'Messages in the sandbox stay on this machine, and a language model elsewhere would get them: unset DESKBELL_OPENAI_KEY, or point DESKBELL_OPENAI_URL to this machine.',
    );
  }
}

/** Whether an account may send to this URL. */
export type Allowed = (baseUrl: URL) => boolean;

/** Used before the emulators' URLs are known: only this machine is allowed. */
export const onThisMachine: Allowed = (baseUrl) => isLoopback(baseUrl.hostname);

/** Checks that every account in the data sends to an allowed URL. An account without a URL sends to the real provider. */
export async function refuseRealProviders(store: Store, secrets: Secrets, allowed: Allowed): Promise<void> {
  for await (const tenant of eachTenant(store)) {
    const own = everything(store.platform, senders, { by: 'byTenant', equals: [tenant.tenantId] });
    for await (const { value: sender } of own) {
      const sending = everything(tenant, accounts, { by: 'bySender', equals: [sender.id] });
      for await (const { value } of sending) {
        const config: unknown = JSON.parse(await secrets.open(tenant.tenantId, value.sealedConfig));
        if (!sendsTo(config, allowed)) {
          throw new NotForTheSandbox(
            `Account ${value.id} of tenant ${tenant.tenantId} sends to a real provider: the sandbox does not start on such data.`,
          );
        }
      }
    }
  }
}

function sendsTo(config: unknown, allowed: Allowed): boolean {
  if (typeof config !== 'object' || config === null || !('baseUrl' in config)) return false;
  return typeof config.baseUrl === 'string' && URL.canParse(config.baseUrl) && allowed(new URL(config.baseUrl));
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
