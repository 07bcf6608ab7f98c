import { describe } from 'vitest';
import type { Account, AccountTools, Capabilities, Channel, Connection } from '#contracts/channel.ts';
import type { WebhookRequest } from '#contracts/webhook-source.ts';
import type { Identities, InboundEvent } from '#contracts/inbound.ts';
import type { AdapterFailureCode } from '#contracts/failure.ts';
import { describeHostileInput } from './channel/hostile.ts';
import { describeMedia } from './channel/media.ts';
import { describeSending } from './channel/sending.ts';
import { describeWebhooks } from './channel/webhooks.ts';
import type { SourceSamples } from './webhook-source.ts';
import type { SentRequest, Serve } from './channel/wire.ts';

export interface ExpectedPart {
  readonly address?: string;
  readonly events: readonly InboundEvent[];
}

/** The webhook side: those of every source, and what they mean. */
export interface WebhookSamples extends SourceSamples {
  connect(secrets: readonly string[]): Connection;
  /** The channel's own `normalize`: it reads a stored form without secrets. */
  readonly normalize: Channel['normalize'];
  /** Genuine webhooks, and the parts they mean (without `raw`). */
  readonly hears: readonly { readonly what: string; readonly payload: unknown; readonly means: readonly ExpectedPart[] }[];
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
