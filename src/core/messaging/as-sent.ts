import { hash } from 'node:crypto';
import type { Outbound } from '#contracts/channel.ts';
import type { Conversation, OutboundMessage } from '#contracts/records/messaging.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { TenantStore } from '#contracts/store.ts';
import type { OpenAccount } from './accounts.ts';
import { fit } from './fit.ts';
import { ladderWords } from './ladder-words.ts';

export interface AsSent {
  readonly outbound: Outbound;
  /** If the choices go as numbered text: the ids behind 1, 2, 3 … */
  readonly numbered: string[];
  /** Changes if the visible content or the recipient changes. */
  readonly digest: string;
}

/** Renders a message for this account and the customer's current address. */
export async function asSent(
  store: TenantStore,
  message: OutboundMessage,
  conversation: Conversation,
  { capabilities }: Pick<OpenAccount, 'capabilities'>,
): Promise<AsSent> {
  const profile = await store.get(profiles, 'profile');
  const { content, numbered } = fit(message.content, capabilities, message.page, ladderWords(profile?.value.locale ?? 'en'));
  const outbound: Outbound = {
    messageId: message.id,
    to: conversation.to,
    content,
    ...(message.replyTo !== undefined && capabilities.repliesInContext ? { replyTo: message.replyTo } : {}),
  };
  return { outbound, numbered, digest: hash('sha256', JSON.stringify(outbound)) };
}
