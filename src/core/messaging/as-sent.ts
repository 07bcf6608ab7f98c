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
  /** The ids behind 1, 2, 3 …, where choices go as numbered text. */
  readonly numbered: string[];
  /** Differs when anything that the customer would see, or who would get it, differs. */
  readonly digest: string;
}

/** A message in the form in which it goes through this account, to the address that the customer has now. */
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
