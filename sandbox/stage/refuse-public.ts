import { isIP } from 'node:net';
import type { Settings } from '#config/schema.ts';
import { senders } from '#contracts/records/platform.ts';
import { accounts } from '#contracts/records/tenancy.ts';
import type { Secrets } from '#contracts/secrets.ts';
import type { Store } from '#contracts/store.ts';
import { eachTenant } from '#core/tenancy/each-tenant.ts';

export class NotForTheSandbox extends Error {
  override readonly name = 'NotForTheSandbox';
}

/** The sandbox drives phones and moves time: it must never be reached from outside, nor reach a real provider. */
export function refusePublicAddress(settings: Settings): void {
  if (!isLoopback(settings.DESKBELL_WEBHOOK_HOST)) {
    throw new NotForTheSandbox(
      `The sandbox listens on this machine only, and DESKBELL_WEBHOOK_HOST is ${settings.DESKBELL_WEBHOOK_HOST}: unset it.`,
    );
  }
  if (settings.DESKBELL_PUBLIC_URL !== undefined && !isLoopback(new URL(settings.DESKBELL_PUBLIC_URL).hostname)) {
    throw new NotForTheSandbox('The sandbox has no public address, and DESKBELL_PUBLIC_URL names one: unset it.');
  }
}

/** Every account in the data must send to an emulator on this machine. */
export async function refuseRealProviders(store: Store, secrets: Secrets): Promise<void> {
  for await (const tenant of eachTenant(store)) {
    const own = await store.platform.find(senders, { by: 'byTenant', equals: [tenant.tenantId], limit: 1000 });
    for (const { value: sender } of own.items) {
      const page = await tenant.find(accounts, { by: 'bySender', equals: [sender.id], limit: 100 });
      for (const { value } of page.items) {
        const config: unknown = JSON.parse(await secrets.open(tenant.tenantId, value.sealedConfig));
        if (!sendsToLoopback(config)) {
          throw new NotForTheSandbox(
            `Account ${value.id} of tenant ${tenant.tenantId} sends to a real provider: the sandbox does not start on such data.`,
          );
        }
      }
    }
  }
}

function sendsToLoopback(config: unknown): boolean {
  if (typeof config !== 'object' || config === null || !('baseUrl' in config)) return false;
  return typeof config.baseUrl === 'string' && URL.canParse(config.baseUrl) && isLoopback(new URL(config.baseUrl).hostname);
}

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'));
}
