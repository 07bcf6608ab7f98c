import { z } from 'zod';
import type { BusinessAccount, Channel } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';

export type Credentials = Readonly<Record<string, string>>;

/** What this installation says about a provider beside the credentials: nothing, or where its emulator is. */
export type ProviderSettings = (channel: string) => Readonly<Record<string, unknown>>;

export interface BusinessNeeds {
  readonly channelNamed: (name: string) => Promise<Channel>;
  readonly providers: ProviderSettings;
  readonly fetch: typeof globalThis.fetch;
}

export interface OpenBusiness {
  readonly kind: 'open';
  readonly channel: Channel;
  readonly config: unknown;
  readonly business: BusinessAccount;
  /** Whether it is an emulator, or a proxy of the installation. */
  readonly emulated: boolean;
}

export type OpenedBusiness =
  | OpenBusiness
  | { readonly kind: 'no_such_channel' }
  /** `field` is empty if they are wrong as a whole. */
  | { readonly kind: 'bad_credentials'; readonly field: string; readonly why: string };

/**
 * Opens a business account with what a person entered. Only the fields that the channel names are taken from them, so nobody can make
 * Deskbell call another host.
 */
export async function openBusiness(needs: BusinessNeeds, name: string, credentials: Credentials): Promise<OpenedBusiness> {
  const channel = await channelOr(needs, name);
  if (!channel) return { kind: 'no_such_channel' };
  const names = channel.credentials.map((one) => one.name);
  // What is not known is not repeated: somebody may have entered a secret as a name.
  if (Object.keys(credentials).some((field) => !names.includes(field)))
    return { kind: 'bad_credentials', field: '', why: `may only have ${names.join(', ')}` };
  const missing = channel.credentials.find(({ name: field, required }) => required && !credentials[field]);
  if (missing) return { kind: 'bad_credentials', field: missing.name, why: `is missing. ${missing.says}` };
  return opened(needs, channel, credentials);
}

/** Opens it with the settings of a number that is connected already. */
export async function businessOfNumber(
  needs: BusinessNeeds,
  name: string,
  stored: { readonly connection: unknown; readonly account: unknown },
): Promise<OpenedBusiness | { readonly kind: 'unreadable' }> {
  const channel = await channelOr(needs, name);
  if (!channel) return { kind: 'no_such_channel' };
  const connection = channel.connectionConfig.safeParse(stored.connection);
  const account = channel.accountConfig.safeParse(stored.account);
  if (!connection.success || !account.success) return { kind: 'unreadable' };
  return opened(needs, channel, z.record(z.string(), z.unknown()).parse(channel.businessOf(connection.data, account.data)));
}

function opened({ providers, fetch }: BusinessNeeds, channel: Channel, given: Readonly<Record<string, unknown>>): OpenedBusiness {
  const ours = providers(channel.name);
  const filled = Object.entries(given).filter(([, value]) => value !== '' && value !== undefined);
  const read = channel.businessConfig.safeParse({ ...Object.fromEntries(filled), ...ours });
  if (!read.success) {
    const [issue] = read.error.issues;
    return { kind: 'bad_credentials', field: issue?.path.join('.') ?? '', why: issue?.message ?? 'is wrong' };
  }
  const business = channel.business(read.data, { fetch });
  return { kind: 'open', channel, config: read.data, business, emulated: Object.keys(ours).length > 0 };
}

async function channelOr({ channelNamed }: BusinessNeeds, name: string): Promise<Channel | undefined> {
  try {
    return await channelNamed(name);
  } catch (error) {
    if (error instanceof AdapterFailure && error.code === 'misconfigured') return undefined;
    throw error;
  }
}
