import { describe } from 'vitest';
import type { Account, AccountTools, Capabilities, Channel, Connection } from '#contracts/channel.ts';
import type { WebhookAnswer, WebhookRequest } from '#contracts/webhook-source.ts';
import type { Identities, InboundEvent } from '#contracts/inbound.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';
import { describeHostileInput } from './channel/hostile.ts';
import { describeMedia } from './channel/media.ts';
import { describeSending } from './channel/sending.ts';
import { describeWebhooks } from './channel/webhooks.ts';
import type { SentRequest, Serve } from './channel/wire.ts';

/** Says why a case does not apply. The kit reports it as a skip. */
export interface None {
  readonly none: string;
}

export interface ExpectedPart {
  readonly address?: string;
  readonly events: readonly InboundEvent[];
}

/** The webhook side. The adapter brings samples, the kit has the cases. `write` converts a payload to a body. */
export interface WebhookSamples {
  /** A connection with these secrets, newest first. */
  connect(secrets: readonly string[]): Connection;
  /** The channel's own `normalize`: it reads a stored form without secrets. */
  readonly normalize: Channel['normalize'];
  /** The body of a webhook that contains `payload`. Any JSON value must work, hostile ones too. */
  write(payload: unknown): string;
  /** A webhook request with exactly this body, signed with `secret`. Any text must work. */
  sign(body: string, secret: string): WebhookRequest;
  readonly signatureHeader: string;
  /** Genuine webhooks, and the parts they mean (without `raw`). Give as many kinds as the provider has. */
  readonly hears: readonly { readonly what: string; readonly payload: unknown; readonly means: readonly ExpectedPart[] }[];
  /** Genuine webhooks of a kind that the adapter does not know. `keeps` is a text that must be found in the stored raw form. */
  readonly unknown: readonly { readonly what: string; readonly payload: unknown; readonly keeps: string }[];
  /** Bodies that are signed but cannot be read. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** One webhook with entries for several business numbers. */
  readonly batch: { readonly payload: unknown; readonly senders: readonly string[] } | None;
  readonly handshake:
    | { readonly genuine: WebhookRequest; readonly answer: WebhookAnswer; readonly wrongToken: WebhookRequest }
    | None;
}

/** The sending side. The kit sends every kind of message (`channel/sayings.ts`) and plays the network. */
export interface SendingSamples {
  readonly capabilities: Capabilities;
  open(tools: AccountTools): Account;
  /** Tokens and passwords of the account, also in the encodings in which they are sent. */
  readonly secrets: readonly string[];
  /** Other kinds of recipients. A phone number is always tried. */
  readonly recipients: readonly Identities[];
  /** Plays a provider that accepts every request made on the way to a send. */
  readonly accepts: Serve;
  /** The provider's message id in the answers of `accepts`. */
  readonly acceptedAs: string;
  /** Throws if a request violates the provider's specification. */
  validate(request: SentRequest): void;
  /** The status webhook that the provider would send for these requests. Our message id must be found in it. */
  statusOf(sent: readonly SentRequest[], secret: string): WebhookRequest;
  readonly refuses: readonly {
    readonly what: string;
    readonly with: () => Response;
    readonly as: AdapterFailureCode;
    readonly retryAfterMs?: number;
    readonly providerCode?: string;
  }[];
  /** Answers with status 200 that are not an answer to a send. */
  readonly nonsense: Readonly<Record<string, () => Response>>;
  readonly healthy: Serve;
  readonly unauthorized: () => Response;
}

export interface MediaSamples {
  /** What a webhook says about the media, and what the provider then serves. */
  readonly source: { readonly providerMediaId?: string; readonly url?: string };
  readonly serves: Serve;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  /** The only hosts that may be called, and which of them may receive credentials. */
  readonly hosts: readonly string[];
  readonly trusted: readonly string[];
  /** Plays a provider that sends us to `address`, by redirect or in its metadata. */
  redirects(address: string): Serve;
  /** Plays a provider that no longer has the media. */
  readonly gone: () => Response;
}

export interface ChannelKit {
  readonly name: string;
  readonly webhooks: WebhookSamples;
  readonly sending: SendingSamples;
  readonly media: MediaSamples;
}

/** The promises of every channel adapter. A new promise of the port needs a case here. */
export function describeChannel(kit: ChannelKit): void {
  describe(`channel ${kit.name}`, () => {
    describeWebhooks(kit);
    describeHostileInput(kit);
    describeSending(kit);
    describeMedia(kit);
  });
}
