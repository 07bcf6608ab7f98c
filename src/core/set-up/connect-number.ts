import type { BusinessNumber } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { connections } from '#contracts/records/platform.ts';
import { type NumberSetUp, numberSetUps } from '#contracts/records/set-up.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import { againWhenStale, replace } from '#contracts/store.ts';
import { raced } from '#core/batches/raced.ts';
import { type BusinessNeeds, type Credentials, type OpenBusiness, type OpenedBusiness, openBusiness } from './business.ts';
import { type KeepNeeds, type KeptNumber, keepNumber } from './keep-number.ts';
import type { NumberIds } from './number-plan.ts';

export interface ConnectNeeds extends KeepNeeds, BusinessNeeds {
  /** Where providers reach the webhooks. */
  readonly publicUrl: () => string;
}

/** As `ConnectNeeds`, for those who also list what there is to choose from. */
export interface SetUpNeeds extends ConnectNeeds {
  /** Names of the channels that there are. */
  readonly channelNames: readonly string[];
}

export interface ConnectWish {
  readonly channel: string;
  readonly credentials: Credentials;
  /** The provider's id of the number. Without it, the only one that can be used is taken. */
  readonly number?: string | undefined;
  /** Ids for what is made anew. Default: new ones. */
  readonly ids?: Partial<NumberIds>;
}

export type Refused =
  | Exclude<OpenedBusiness, { readonly kind: 'open' }>
  /** The provider refuses, or cannot be asked. The message says what to do. */
  | { readonly kind: 'provider'; readonly failure: AdapterFailure };

export type ConnectedNumber =
  | { readonly kind: 'connected'; readonly setUp: NumberSetUp }
  | Refused
  | Exclude<KeptNumber, { readonly kind: 'kept' }>
  /** The credentials see no such number, or several and none was named. */
  | { readonly kind: 'no_such_number'; readonly numbers: readonly BusinessNumber[] }
  | { readonly kind: 'number_not_ready'; readonly problem: string }
  | { readonly kind: 'no_public_url' }
  /** Everything is stored. The same call tries the rest again. */
  | { readonly kind: 'webhook_not_confirmed'; readonly failure: AdapterFailure };

/** The numbers that these credentials may use. */
export async function listNumbers(
  needs: BusinessNeeds,
  channel: string,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<{ readonly kind: 'numbers'; readonly numbers: readonly BusinessNumber[] } | Refused> {
  const open = await openBusiness(needs, channel, credentials);
  if (open.kind !== 'open') return open;
  return asked(async () => ({ kind: 'numbers', numbers: await open.business.numbers(signal) }) as const);
}

/**
 * Connects a number: asks the provider for it, stores everything that sending and receiving needs, and has the provider send its
 * webhooks here. With a number that is connected already, it replaces the credentials. Every step may be repeated.
 */
export async function connectNumber(
  needs: ConnectNeeds,
  tenantId: string,
  wish: ConnectWish,
  signal: AbortSignal,
): Promise<ConnectedNumber> {
  const open = await openBusiness(needs, wish.channel, wish.credentials);
  if (open.kind !== 'open') return open;
  if (!open.emulated && !needs.publicUrl().startsWith('https://')) return { kind: 'no_public_url' };
  const found = await asked(async () => ({ kind: 'numbers', numbers: await open.business.numbers(signal) }) as const);
  if (found.kind !== 'numbers') return found;
  const number = chosen(found.numbers, wish.number);
  if (!number) return { kind: 'no_such_number', numbers: found.numbers };
  if (number.problem !== undefined) return { kind: 'number_not_ready', problem: number.problem };

  const kept = await keepNumber(needs, tenantId, {
    ...number,
    channel: open.channel.name,
    webhooksPer: open.channel.webhooksPer,
    settings: (before) => settingsOf(needs, open, number, before),
    ...(wish.ids ? { ids: wish.ids } : {}),
  });
  if (kept.kind !== 'kept') return kept;
  return subscribe(needs, tenantId, open, kept.setUp, signal);
}

function chosen(numbers: readonly BusinessNumber[], id: string | undefined): BusinessNumber | undefined {
  if (id !== undefined) return numbers.find((one) => one.id === id || one.number === id);
  const usable = numbers.filter(({ problem }) => problem === undefined);
  return usable.length === 1 ? usable[0] : undefined;
}

function settingsOf({ newId }: ConnectNeeds, { channel, config }: OpenBusiness, number: BusinessNumber, before: unknown) {
  const known: unknown = channel.connectionConfig.safeParse(before).data;
  const token = known === undefined ? '' : channel.verifyTokenOf(known);
  const made = channel.settingsOf(config, number, token === '' ? newId() : token, known);
  return { connection: made.connection as object, account: made.account as object };
}

async function subscribe(
  needs: ConnectNeeds,
  tenantId: string,
  { channel, business }: OpenBusiness,
  setUp: NumberSetUp,
  signal: AbortSignal,
): Promise<ConnectedNumber> {
  const url = webhookUrl(needs.publicUrl(), setUp);
  const record = await needs.store.platform.get(connections, setUp.connectionId);
  const sealed = record && (await needs.secrets.open(PLATFORM_SCOPE, record.value.sealedConfig));
  const verifyToken = sealed === undefined ? '' : channel.verifyTokenOf(channel.connectionConfig.parse(JSON.parse(sealed)));
  const number = { id: setUp.providerSender, businessAccount: setUp.businessAccount };
  const done = await asked(async () => {
    await business.subscribe(number, { url, verifyToken }, signal);
    return { kind: 'subscribed' } as const;
  });
  const why = done.kind === 'provider' ? done.failure.code : '';
  const after = await noted(needs, tenantId, setUp.id, why);
  return done.kind === 'provider'
    ? { kind: 'webhook_not_confirmed', failure: done.failure }
    : { kind: 'connected', setUp: after ?? setUp };
}

/** The end of the attempt, kept for the checklist. */
async function noted({ store, clock }: KeepNeeds, tenantId: string, id: string, why: string): Promise<NumberSetUp | undefined> {
  const own = store.tenant(tenantId);
  const { setUp } = await againWhenStale(async () => {
    const was = await own.get(numberSetUps, id);
    if (!was) return { kind: 'done', setUp: undefined } as const;
    const setUp: NumberSetUp = { ...was.value, state: why === '' ? 'connected' : 'made', why, changedAt: clock.now() };
    return raced(await own.commit([replace(numberSetUps, was, setUp)]), { kind: 'done', setUp } as const);
  });
  return setUp;
}

export function webhookUrl(publicUrl: string, { channel, connectionId }: Pick<NumberSetUp, 'channel' | 'connectionId'>): string {
  return `${publicUrl}/webhooks/${channel}/${connectionId}`;
}

/** What is wrong and what to do, as a sentence for people. */
export function wordsOf({ message, adapter }: AdapterFailure): string {
  const words = message.replace(`${adapter}: `, '');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`;
}

/** A failure of the provider is an answer here, because it says what to do. */
export async function asked<R>(
  call: () => Promise<R>,
): Promise<R | { readonly kind: 'provider'; readonly failure: AdapterFailure }> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AdapterFailure) return { kind: 'provider', failure: error };
    throw error;
  }
}
