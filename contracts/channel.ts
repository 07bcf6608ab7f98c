import type { z } from 'zod';
import type { Clock, EpochMs } from './clock.ts';
import type { OutboundContent, OutboundKind } from './content.ts';
import type { Identities, InboundEvent } from './inbound.ts';
import type { Log } from './log.ts';
import type { WebhookPart, WebhookSource } from './webhook-source.ts';

/** What a channel can send. Lengths are in UTF-16 code units, the strictest reading of the providers' limits. */
export interface Capabilities {
  readonly sends: readonly OutboundKind[];
  readonly text: { readonly maxLength: number };
  readonly buttons: { readonly max: number; readonly titleMax: number; readonly idMax: number; readonly bodyMax: number };
  readonly list: {
    readonly maxRows: number;
    readonly maxSections: number;
    readonly rowTitleMax: number;
    readonly rowDescriptionMax: number;
    readonly rowIdMax: number;
    readonly buttonMax: number;
    readonly bodyMax: number;
  };
  readonly captionMax: number;
  /** Whether a reply can quote the customer's message. */
  readonly repliesInContext: boolean;
  /** Length of the customer service window: hours after a customer's message during which free-form messages are allowed. */
  readonly windowHours: number;
  /** How an unanswered send is settled: by asking the provider, or only by a delivery update that carries our ref. */
  readonly settles: 'by_query' | 'by_status';
}

/** One change in a webhook body. Its address is the provider's id of the business number. */
export interface InboundPart extends WebhookPart<InboundEvent> {
  /** The provider's id of the business account, where the provider gives one (Meta: the WABA). */
  readonly businessAccount?: string;
}

/** The webhook side of one connection (a Meta app or a Twilio account). */
export type Connection = WebhookSource<InboundPart>;

export interface Outbound {
  /** Our id. It is sent along, so that a delivery update can be matched even if the send was never answered. */
  readonly messageId: string;
  readonly to: Identities;
  readonly content: OutboundContent;
  /** Provider's id of the customer's message to quote. */
  readonly replyTo?: string;
}

/** `absent`: the provider certainly does not have the message. `unsure`: ask again later, or wait for a delivery update. */
export type Settled =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure' };

export interface Download {
  readonly mimeType: string;
  readonly size?: number;
  readonly bytes: ReadableStream<Uint8Array>;
}

/** A send whose answer never came. */
export interface Attempt {
  /** When it began, by our clock. */
  readonly at: EpochMs;
  /** How long ago that was, however the clock was set meanwhile. */
  readonly ageMs: number;
}

/** What `doctor` shows. */
export interface AccountHealth {
  readonly reachable: boolean;
  /** One sentence. Contains no secret. */
  readonly detail: string;
}

/** The sending side of one business number. */
export interface Account {
  /** Resolves when the provider has accepted the message. @throws AdapterFailure */
  send(outbound: Outbound, signal: AbortSignal): Promise<{ readonly providerMessageId: string }>;
  /**
   * Looks up a send that was never answered. `owned` says whether a provider message id already belongs to another message.
   * On a channel that settles `by_status` it resolves `unsure` at once. @throws AdapterFailure
   */
  settle(
    outbound: Outbound,
    attempt: Attempt,
    owned: (providerMessageId: string) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<Settled>;
  /** Downloads inbound media, from the provider's hosts only. @throws AdapterFailure */
  download(source: { readonly providerMediaId?: string; readonly url?: string }, signal: AbortSignal): Promise<Download>;
  /** Marks the customer's message as read and shows a typing indicator. Best effort. @throws AdapterFailure */
  acknowledge(providerMessageId: string, signal: AbortSignal): Promise<void>;
  /** Asks the provider whether it accepts the credentials. @throws AdapterFailure */
  check(signal: AbortSignal): Promise<AccountHealth>;
}

/** A business number that the credentials of a business account may use. */
export interface BusinessNumber {
  /** The provider's id of the number, as in `InboundPart.sender`. */
  readonly id: string;
  /** E.164. */
  readonly number: string;
  /** The name that customers see, as the provider verified it. Empty if there is none. */
  readonly name: string;
  /** The provider's own word. Empty if it says nothing. */
  readonly status: string;
  /** The provider's own word. Empty if it says nothing. */
  readonly quality: string;
  /** Why it cannot be used yet, and what to do. Missing if it can be used. */
  readonly problem?: string;
  /** The provider's id of the business account that it belongs to (Meta: WABA). Empty if webhooks do not name one. */
  readonly businessAccount: string;
  /** The business within which user ids are unique, with the provider's name before it. */
  readonly identityScope: string;
}

/** Where webhooks are to go. `verifyToken` is for providers that verify the URL before they use it. */
export interface Hook {
  readonly url: string;
  readonly verifyToken: string;
}

/** Where the provider sends the webhooks of a number: to us, to another URL, or nowhere. */
export type Subscription = 'ours' | 'elsewhere' | 'nowhere';

/**
 * The account of a business at its provider: what belongs to no single number. Each call asks the provider. The message of a
 * failure says what is wrong with the credentials or the number, and what to do about it.
 */
export interface BusinessAccount {
  /** The numbers to choose from. Proves that every credential is right, also those that only verify webhooks. @throws AdapterFailure */
  numbers(signal: AbortSignal): Promise<readonly BusinessNumber[]>;
  /** Resolves when the provider confirms that it sends the number's webhooks to `hook.url`. @throws AdapterFailure */
  subscribe(number: NamedNumber, hook: Hook, signal: AbortSignal): Promise<void>;
  /** Compares where the provider sends the number's webhooks with `url`. @throws AdapterFailure */
  check(number: NamedNumber, url: string, signal: AbortSignal): Promise<Subscription>;
}
export type NamedNumber = Pick<BusinessNumber, 'id' | 'businessAccount'>;

/** One value that a person copies from the provider's pages. */
export interface Credential {
  /** Name of the field in `businessConfig`. */
  readonly name: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** One sentence: what it is and where it is found. */
  readonly says: string;
}

/** A small key-value store per account, for provider data that must survive a restart (Twilio's content ids). */
export interface Remember {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

export interface ConnectionTools {
  readonly log: Log;
}

export interface AccountTools {
  /** Injected so that tests can replace the network. Pass it the caller's signal. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly remember: Remember;
  /** Public URL for this connection's status callbacks, for providers that take one per message. */
  readonly statusUrl: string;
}

export interface BusinessTools {
  /** As in `AccountTools`. */
  readonly fetch: typeof globalThis.fetch;
}

/** One messaging provider. Connection and account settings are separate, because one Meta app serves many numbers. */
export interface Channel<C extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly connectionConfig: C;
  readonly accountConfig: A;
  /** The credentials of a business account, with the settings that say where the provider is. */
  readonly businessConfig: B;
  /** The fields of `businessConfig` that a person enters. The others are the installation's, and nobody else may set them. */
  readonly credentials: readonly Credential[];
  /** What has one webhook URL: each number, or all numbers of a business account together. */
  readonly webhooksPer: 'number' | 'business_account';
  /** The account's business number, as in `InboundPart.address`. */
  senderOf(config: z.output<A>): string;
  connect(config: z.output<C>, tools: ConnectionTools): Connection;
  /** Parses a stored `raw` again, after an upgrade or for a replay. Needs no secret. @throws AdapterFailure `malformed` */
  normalize(raw: string, receivedAt: EpochMs): readonly InboundPart[];
  /** Parses a webhook body without verifying it, to inspect one by hand. @throws AdapterFailure `malformed` */
  read(body: string, receivedAt: EpochMs): readonly InboundPart[];
  open(config: z.output<A>, tools: AccountTools): Account;
  business(config: z.output<B>, tools: BusinessTools): BusinessAccount;
  /**
   * The settings that connect one number with these credentials. Secrets of `before` stay valid beside the new ones, because the
   * provider may go on using them for a while.
   */
  settingsOf(
    config: z.output<B>,
    number: BusinessNumber,
    verifyToken: string,
    before?: z.output<C>,
  ): { readonly connection: z.input<C>; readonly account: z.input<A> };
  /** The credentials in the settings of a connected number. */
  businessOf(connection: z.output<C>, account: z.output<A>): z.input<B>;
  /** The text with which the provider verifies the URL of a connection. Empty if it does not. */
  verifyTokenOf(connection: z.output<C>): string;
}

export function defineChannel<C extends z.ZodType, A extends z.ZodType, B extends z.ZodType>(
  channel: Channel<C, A, B>,
): Channel<C, A, B> {
  return channel;
}
