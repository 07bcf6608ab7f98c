import type { EpochMs } from './clock.ts';
import type { NewEvent } from './event.ts';

/** A webhook as received. `body` is the raw bytes before any parsing. Header names are lower case. */
export interface WebhookRequest {
  readonly method: 'GET' | 'POST';
  /** The public URL the provider called, with its query. It comes from the settings, not from the `Host` header. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** One thing that a webhook says, with one address. Each part is stored as one document of the raw log. */
export interface WebhookPart<E = unknown> {
  /** The provider's id of what the part is for: a business number, a merchant account. Absent if the part names none. */
  readonly address?: string;
  /** The part as JSON text. It can be parsed again without a secret. */
  readonly raw: string;
  /**
   * The provider's time, read from the raw form, so that a redelivery has the same. Absent if the provider gives none. The log is
   * sorted by it, which keeps appends cheap. Do not use it for anything else.
   */
  readonly providerAt?: EpochMs;
  /** What the part says, in the words of the port that the source belongs to. */
  readonly events: readonly E[];
}

/**
 * The webhook side of one connection: a Meta app, a Twilio account, a payments account. It holds the secrets and accepts both the
 * old and the new one. It does no I/O: storing, deduplication and the answer are the same for all sources, in `src/core/arrivals`.
 */
export interface WebhookSource<P extends WebhookPart = WebhookPart> {
  /** The response to a webhook once everything in it is stored. */
  readonly acknowledgement: WebhookAnswer;
  /** Answers the provider's GET verification. `undefined` if the request is not one or its token is wrong. */
  handshake(request: WebhookRequest): WebhookAnswer | undefined;
  /**
   * Verifies the signature over the raw bytes, then parses. Until the signature is verified, the work is bounded and linear in the
   * size of the body. Parts are translated one at a time, as the caller asks for them. `receivedAt` is used where the provider gives
   * no time. A redelivery has the same parts, with the same `raw` and `providerAt`.
   * @throws AdapterFailure `forged` | `malformed`, in the call and not while the parts are read
   */
  receive(request: WebhookRequest, receivedAt: EpochMs): Iterable<P>;
}

/** A tenant that a part is stored for. */
export interface PartOwner {
  readonly tenantId: string;
  /** The business number it is for; empty if it is for none in particular. */
  readonly senderId: string;
}

/** A part as it is stored for one owner. Event ids made of `digest` are unique over all tenants and the same after a redelivery. */
export interface KeptPart extends PartOwner {
  readonly connectionId: string;
  /** Name of the source, as in the path of the webhook. */
  readonly source: string;
  /** Id of the document in the raw log. */
  readonly rawId: string;
  readonly digest: string;
  /** Order of acceptance; sorts as text. */
  readonly order: string;
  readonly receivedAt: EpochMs;
}

/** What a part means to the subject that reads it. The events are durable in the same commit as the raw form. */
export interface PartMeaning {
  readonly events: readonly NewEvent[];
  /** Kinds of what the part says, for the raw log. */
  readonly kinds: readonly string[];
  /** Some of it cannot be read by this version. */
  readonly unrecognised: boolean;
  /** Keys of the customers it concerns. With them, erasing a customer finds the raw form. */
  readonly customers: readonly string[];
}

/** A connection that is ready to take webhooks: its source, with what a subject adds to it. */
export interface OpenSource<P extends WebhookPart = WebhookPart> {
  /** Id of the connection. */
  readonly id: string;
  readonly name: string;
  readonly source: WebhookSource<P>;
  /** The tenants that a part belongs to. If there are none, the part is kept raw under its connection, without any effect. */
  ownersOf(part: P): Promise<readonly PartOwner[]>;
  /** Pure. */
  meaningOf(part: P, kept: KeptPart): PartMeaning;
}

/** A kind of webhook source that a subject brings. */
export interface SourceKind {
  /** Is this one of its names? The name is the first part of the path: `/webhooks/<name>/<connection>`. */
  readonly named: (name: string) => boolean;
  /** Opens a connection with its decrypted settings. @throws ZodError if the settings are not of its shape */
  open(connection: ConnectionSettings): Promise<OpenSource<any>>;
}

export interface ConnectionSettings {
  readonly id: string;
  readonly name: string;
  /** JSON, as it was stored. */
  readonly config: unknown;
}
