import type { z } from 'zod';
import type { Clock, EpochMs } from './clock.ts';
import type { OutboundContent, OutboundKind } from './content.ts';
import type { Identities, InboundEvent } from './inbound.ts';
import type { Log } from './log.ts';

/** What the core reads before it speaks. Lengths are UTF-16 code units, the strictest reading of the providers' limits. */
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
  /** May a reply quote the customer's message? */
  readonly repliesInContext: boolean;
  /** Hours after a customer's message in which free-form messages may be sent. */
  readonly windowHours: number;
  /** How a send without an answer can be settled: by asking the provider, or only by a status that carries our ref. */
  readonly settles: 'by_query' | 'by_status';
}

/** A webhook as it arrived. `body` is the raw bytes, before any parsing; header names are lower case. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  /** The public address the provider called, from settings and not from `Host`, with its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** One change of a webhook: stored as one document. */
export interface InboundPart {
  /** The provider's id of the business number it concerns; absent for news about a whole account. */
  readonly sender?: string;
  /** The provider's id of the business account it concerns, where it names one (Meta: the WABA). */
  readonly businessAccount?: string;
  /** Raw form, as JSON text: what `normalize` needs to do its work again. */
  readonly raw: string;
  /**
   * The time that stands in the raw form, so the same when it is delivered again; absent where the provider gives none. The
   * log is kept in its order, which makes the append cheap; nothing else may rely on it.
   */
  readonly providerAt?: EpochMs;
  readonly events: readonly InboundEvent[];
}

export interface WebhookAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** The webhook side of one connection: a Meta app, a Twilio account. Old and new secrets are both accepted. */
export interface Connection {
  /** Answers the provider's GET verification; `undefined` when the request is none or its token is wrong. */
  handshake(request: WebhookRequest): WebhookAnswer | undefined;
  /**
   * Verifies the raw bytes, then translates. Pure but for `receivedAt`, which stands in where the provider gives no time.
   * @throws AdapterFailure `forged` | `malformed`
   */
  receive(request: WebhookRequest, receivedAt: EpochMs): readonly InboundPart[];
}

export interface Outbound {
  /** Ours. Travels with the send, so that a status can be recognised without the answer to the send. */
  readonly messageId: string;
  readonly to: Identities;
  readonly content: OutboundContent;
  /** Provider id of the customer's message to quote. */
  readonly replyTo?: string;
}

/** `absent`: certainly not with the provider. `unsure`: ask again later, or wait for a status. */
export type Settled =
  | { readonly kind: 'accepted'; readonly providerMessageId: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsure' };

export interface Download {
  readonly mimeType: string;
  readonly size?: number;
  readonly bytes: ReadableStream<Uint8Array>;
}

/** What `doctor` shows. */
export interface AccountHealth {
  readonly reachable: boolean;
  /** One sentence without secrets. */
  readonly detail: string;
}

/** The sending side of one business number. */
export interface Account {
  /** Resolves when the provider has accepted it. @throws AdapterFailure */
  send(outbound: Outbound, signal: AbortSignal): Promise<{ readonly providerMessageId: string }>;
  /**
   * Looks for a send whose answer never came. `owned` says whether a provider message id already belongs to another message.
   * Resolves `unsure` at once on a channel that settles `by_status`. @throws AdapterFailure
   */
  settle(
    outbound: Outbound,
    attemptedAt: EpochMs,
    owned: (providerMessageId: string) => Promise<boolean>,
    signal: AbortSignal,
  ): Promise<Settled>;
  /** Fetches inbound media from the provider's hosts only. @throws AdapterFailure */
  download(source: { readonly providerMediaId?: string; readonly url?: string }, signal: AbortSignal): Promise<Download>;
  /** Marks the customer's message read and shows that we are typing. Best effort. @throws AdapterFailure */
  acknowledge(providerMessageId: string, signal: AbortSignal): Promise<void>;
  /** Asks the provider whether it accepts the credentials. @throws AdapterFailure */
  check(signal: AbortSignal): Promise<AccountHealth>;
}

/** A small key-value of the account on the store, for what a provider makes us remember (Twilio's content ids). */
export interface Remember {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
}

export interface ConnectionTools {
  readonly log: Log;
}

export interface AccountTools {
  /** Replaces the network in tests and carries the deadline of the caller's signal. */
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly log: Log;
  readonly remember: Remember;
  /** Public address for status callbacks of this connection, where the provider takes one per message. */
  readonly statusUrl: string;
}

/** One messaging provider. Connection and account settings are separate: one Meta app serves many numbers. */
export interface Channel<C extends z.ZodType = z.ZodType, A extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** What a webhook is answered once everything in it is stored. */
  readonly acknowledgement: WebhookAnswer;
  readonly connectionConfig: C;
  readonly accountConfig: A;
  /** The business number of an account, as `InboundPart.sender` names it. */
  senderOf(config: z.output<A>): string;
  connect(config: z.output<C>, tools: ConnectionTools): Connection;
  /** Translates a stored `raw` again, after an upgrade or for a replay; needs no secret. @throws AdapterFailure `malformed` */
  normalize(raw: string, receivedAt: EpochMs): readonly InboundPart[];
  /** Translates a webhook body without verifying it: for looking at one by hand. @throws AdapterFailure `malformed` */
  read(body: string, receivedAt: EpochMs): readonly InboundPart[];
  open(config: z.output<A>, tools: AccountTools): Account;
}

export function defineChannel<C extends z.ZodType, A extends z.ZodType>(channel: Channel<C, A>): Channel<C, A> {
  return channel;
}
