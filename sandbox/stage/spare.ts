import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { numberClaims } from '#contracts/records/set-up.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Store } from '#contracts/store.ts';
import { regionOf } from '#core/tenancy/region.ts';
import type { ConnectNeeds } from '#core/set-up/connect-number.ts';
import { connected } from '../tenants/plant.ts';
import type { Credentials } from './credentials.ts';
import type { Addresses } from './providers.ts';
import type { Phone } from './routes.ts';

/** A number at an emulator that belongs to no tenant, to try a set-up with. */
export interface SpareNumber {
  readonly channel: 'meta-cloud' | 'twilio';
  readonly number: string;
  /** The provider's id of the number. */
  readonly providerSender: string;
  /** Its id in the emulator. */
  readonly business: string;
  /** What a person would copy from the provider's pages. */
  readonly credentials: Readonly<Record<string, string>>;
}

export const SPARE_META = { phoneNumberId: '106540352240002', wabaId: '102290129340399', number: '+442079460019' } as const;
export const SPARE_TWILIO = { number: '+34910000043' } as const;
export const SPARE_NAME = 'Spare number';

export function spareNumbers({ meta, twilio, spare }: Credentials): readonly SpareNumber[] {
  return [
    {
      channel: 'meta-cloud',
      number: SPARE_META.number,
      providerSender: SPARE_META.phoneNumberId,
      business: SPARE_META.phoneNumberId,
      credentials: { accessToken: spare.metaToken, appSecret: meta.appSecret },
    },
    {
      channel: 'twilio',
      number: SPARE_TWILIO.number,
      providerSender: `whatsapp:${SPARE_TWILIO.number}`,
      business: spare.twilioSenderSid,
      credentials: { accountSid: twilio.accountSid, authToken: twilio.authToken },
    },
  ];
}

/** Writes the credentials of each spare number to a file, for the standard input of `deskbell number connect`. */
export async function writeSpareCredentials(folder: string, credentials: Credentials): Promise<void> {
  for (const { channel, credentials: own } of spareNumbers(credentials))
    await writeFile(join(folder, `spare-${channel}.json`), `${JSON.stringify(own, null, 2)}\n`, { mode: 0o600 });
}

/** Connects the spare numbers that tenants have once more, because the addresses of the emulators can change with each start. */
export async function reconnectSpare(needs: ConnectNeeds, credentials: Credentials): Promise<void> {
  for (const { channel, providerSender, credentials: own } of spareNumbers(credentials)) {
    const tenantId = await ownerOf(needs.store, channel, providerSender);
    if (tenantId !== undefined) await connected(needs, tenantId, { channel, credentials: own, number: providerSender });
  }
}

/** The phones of the spare numbers that tenants have connected. */
export async function sparePhones(store: Store, credentials: Credentials, at: Addresses): Promise<readonly Phone[]> {
  const phones = spareNumbers(credentials).map(
    async ({ channel, number, providerSender, business }): Promise<readonly Phone[]> => {
      const tenant = await ownerOf(store, channel, providerSender);
      const profile = tenant === undefined ? undefined : (await store.tenant(tenant).get(profiles, 'profile'))?.value;
      if (tenant === undefined || !profile) return [];
      const { name, zone } = profile;
      const url = channel === 'twilio' ? at.twilio.url : at.meta.url;
      return [{ tenant, name, channel, number, zone, region: regionOf(profile), business, url }];
    },
  );
  return (await Promise.all(phones)).flat();
}

async function ownerOf({ platform }: Store, channel: string, providerSender: string): Promise<string | undefined> {
  return (await platform.get(numberClaims, `${channel}:number:${providerSender}`))?.value.tenantId;
}
