import type { z } from 'zod';
import type { Bubble, phoneSays } from '#contracts/api/phone.ts';
import type { EpochMs } from '#contracts/clock.ts';
import type { StoredMessage } from './chats.ts';
import type { Update } from './courier-rules.ts';
import type { Person } from './customers.ts';
import { Refused } from './refused.ts';
import type { Business, Sandbox } from './sandbox.ts';
import type { StoredMedia } from './media.ts';

/** The meaning of a tap on a button or row. Stored by id under `about.choices` of the business's message. */
export interface OfferedChoice {
  readonly by: 'button' | 'list' | 'template';
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

type Says = z.output<typeof phoneSays>;

/** A customer's message on its way to the business. */
export interface Said {
  readonly id: string;
  readonly at: EpochMs;
  readonly business: Business;
  readonly customer: Person;
  readonly says: Says;
  readonly media?: StoredMedia;
  readonly choice?: OfferedChoice;
  /** The message that is answered, quoted, tapped or reacted to. */
  readonly to?: StoredMessage;
}

/** The provider's side of the phone. Pure except for new ids. */
export interface ProviderSide {
  newMessageId(business: Business, customer: Person, says: Says): string;
  newMediaId(): string;
  /** How long a customer's media can be downloaded. */
  readonly mediaLivesMs: number;
  said(said: Said): readonly Update[];
  /** Makes the read receipts, oldest message first. */
  read(messages: readonly StoredMessage[], business: Business, customer: Person): readonly Update[];
}

/** Sends as the customer. Resolves with the message's id once the message and its webhook are on disk. */
export async function say(
  sandbox: Sandbox,
  provider: ProviderSide,
  business: Business,
  customer: Person,
  says: Says,
): Promise<string> {
  const { chats, clock, courier, file } = sandbox;
  const target = targetOf(says);
  const to = target === undefined ? undefined : chats.message(target);
  if (target !== undefined && (to?.business !== business.id || to.customer !== customer.id)) {
    throw new Refused(404, 'no such message in this chat');
  }
  const choice = says.kind === 'choice' ? chosen(to, says.choice) : undefined;
  const bytes = says.kind === 'media' ? Buffer.from(says.base64, 'base64') : undefined;
  const id = provider.newMessageId(business, customer, says);

  await file.write(() => {
    const at = clock.now();
    const media = says.kind === 'media' && bytes ? sandbox.media.put(mediaAbout(says, provider, business, at), bytes) : undefined;
    const said: Said = {
      id,
      at,
      business,
      customer,
      says,
      ...(media && { media }),
      ...(choice && { choice }),
      ...(to && { to }),
    };
    const content = contentOf(said);
    if (says.kind === 'reaction') chats.react(says.message, 'customer', says.emoji);
    chats.add({
      id,
      business: business.id,
      customer: customer.id,
      sender: 'customer',
      at,
      ...(content && { content }),
      ...(to && says.kind !== 'reaction' && { replyTo: to.id }),
      ticks: 'sent',
      about: {},
    });
    courier.add(provider.said(said));
  });
  return id;
}

/** The customer opens the chat, so all delivered messages are read. */
export function read(sandbox: Sandbox, provider: ProviderSide, business: Business, customer: Person): Promise<void> {
  const { chats, courier, file } = sandbox;
  return file.write(() => {
    const unread = chats
      .of(business.id, customer.id)
      .filter((message) => message.sender === 'business' && chats.tick(message.id, 'read'));
    if (unread.length > 0) courier.add(provider.read(unread, business, customer));
  });
}

const targetOf = (says: Says): string | undefined =>
  says.kind === 'choice' || says.kind === 'reaction' ? says.message : says.replyTo;

function chosen(message: StoredMessage | undefined, id: string): OfferedChoice {
  const choices = message?.about['choices'];
  const offered: OfferedChoice | undefined = Array.isArray(choices) ? choices.find((choice) => choice.id === id) : undefined;
  if (message?.sender !== 'business' || !offered) throw new Refused(400, 'choice: this message offers no such choice');
  return offered;
}

const mediaAbout = (says: Extract<Says, { kind: 'media' }>, provider: ProviderSide, business: Business, at: EpochMs) => ({
  id: provider.newMediaId(),
  mimeType: says.mimeType,
  ...(says.fileName !== undefined && { fileName: says.fileName }),
  owner: business.id,
  expiresAt: at + provider.mediaLivesMs,
});

/** The customer's own bubble. A reaction has none. */
function contentOf({ says, media, choice }: Said): Bubble['content'] | undefined {
  if (says.kind === 'reaction') return undefined;
  if (says.kind === 'choice') {
    if (!choice) return undefined;
    return {
      kind: 'choice',
      id: choice.id,
      title: choice.title,
      ...(choice.description !== undefined && { description: choice.description }),
    };
  }
  if (says.kind === 'media') {
    if (!media) return undefined;
    return {
      kind: 'media',
      media: says.media,
      src: `/control/media/${media.id}`,
      mimeType: media.mimeType,
      ...(says.caption !== undefined && { caption: says.caption }),
      ...(says.fileName !== undefined && { fileName: says.fileName }),
      size: media.size,
    };
  }
  const { replyTo: _, ...content } = says;
  return content;
}
