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

/** Says why a case does not apply; the kit prints it as a skip. */
export interface None {
  readonly none: string;
}

export interface ExpectedPart {
  readonly address?: string;
  readonly events: readonly InboundEvent[];
}

/** The webhook side: samples by the adapter, cases by the kit. Payloads are what `write` turns into a body. */
export interface WebhookSamples {
  /** A connection that holds these secrets, newest first. */
  connect(secrets: readonly string[]): Connection;
  /** Of the channel itself: a stored form is read without secrets. */
  readonly normalize: Channel['normalize'];
  /** The body of a webhook that carries `payload` (any JSON value: hostile ones too). */
  write(payload: unknown): string;
  /** A webhook request with this very body, signed with `secret`. Any text must do. */
  sign(body: string, secret: string): WebhookRequest;
  readonly signatureHeader: string;
  /** Genuine traffic, and the parts it means (their `raw` apart). As many kinds as the provider has. */
  readonly hears: readonly { readonly what: string; readonly payload: unknown; readonly means: readonly ExpectedPart[] }[];
  /** Genuine, but of a kind that nobody knows yet. `keeps` is a piece of text that must be found in the stored raw form. */
  readonly unknown: readonly { readonly what: string; readonly payload: unknown; readonly keeps: string }[];
  /** Bodies that are signed and cannot be read. */
  readonly unreadable: Readonly<Record<string, string>>;
  /** One webhook with entries for several business numbers. */
  readonly batch: { readonly payload: unknown; readonly senders: readonly string[] } | None;
  readonly handshake:
    | { readonly genuine: WebhookRequest; readonly answer: WebhookAnswer; readonly wrongToken: WebhookRequest }
    | None;
}

/** The sending side. The kit says every kind of message there is (`channel/sayings.ts`) and owns the network. */
export interface SendingSamples {
  readonly capabilities: Capabilities;
  open(tools: AccountTools): Account;
  /** Tokens and passwords of that account, also in the encodings in which they travel. */
  readonly secrets: readonly string[];
  /** Who can be written to: a phone is tried anyway. */
  readonly recipients: readonly Identities[];
  /** The provider accepts whatever is asked of it on the way to a send. */
  readonly accepts: Serve;
  /** The provider's message id in what `accepts` answers. */
  readonly acceptedAs: string;
  /** Throws when a request is not what the provider's specification allows. */
  validate(request: SentRequest): void;
  /** The status webhook that the provider would send for these requests: our message id is to be found in it again. */
  statusOf(sent: readonly SentRequest[], secret: string): WebhookRequest;
  readonly refuses: readonly {
    readonly what: string;
    readonly with: () => Response;
    readonly as: AdapterFailureCode;
    readonly retryAfterMs?: number;
    readonly providerCode?: string;
  }[];
  /** An answer with status 200 that is no answer to a send. */
  readonly nonsense: Readonly<Record<string, () => Response>>;
  readonly healthy: Serve;
  readonly unauthorized: () => Response;
}

export interface MediaSamples {
  /** What a webhook said about the media, and what the provider then serves. */
  readonly source: { readonly providerMediaId?: string; readonly url?: string };
  readonly serves: Serve;
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  /** The only hosts that may be asked, the API first, and those of them that may see credentials. */
  readonly hosts: readonly string[];
  readonly trusted: readonly string[];
  /** A provider that sends us to `address`, by redirect or in its metadata. */
  redirects(address: string): Serve;
  /** The media is no longer there. */
  readonly gone: () => Response;
}

export interface ChannelKit {
  readonly name: string;
  readonly webhooks: WebhookSamples;
  readonly sending: SendingSamples;
  readonly media: MediaSamples;
}

/** What every adapter of `Channel` promises. Whoever adds a promise to the port adds its case here. */
export function describeChannel(kit: ChannelKit): void {
  describe(`channel ${kit.name}`, () => {
    describeWebhooks(kit);
    describeHostileInput(kit);
    describeSending(kit);
    describeMedia(kit);
  });
}
