import type { ConversationCard } from '#contracts/api/desk.ts';
import type { Channel } from '#contracts/channel.ts';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import { currentRecord } from '#core/messaging/current-account.ts';
import { conversationCard } from '../cards.ts';

/** @throws when there is no such channel. */
export type ChannelNamed = (name: string) => Promise<Pick<Channel, 'capabilities'>>;

export async function cardOf(tenant: TenantStore, id: string, channel: ChannelNamed): Promise<ConversationCard | undefined> {
  const row = await tenant.get(inboxRows, id);
  return row && (await cardsOf(tenant, [row.value], channel))[0];
}

export async function cardsOf(
  tenant: TenantStore,
  rows: readonly InboxRow[],
  channel: ChannelNamed,
): Promise<readonly ConversationCard[]> {
  const hours = await windowHoursOf(tenant, new Set(rows.map(({ senderId }) => senderId)), channel);
  const cards = rows.map(async (row) => {
    const [conversation, contact] = await Promise.all([tenant.get(conversations, row.id), tenant.get(contacts, row.contactId)]);
    return conversation ? [conversationCard(conversation.value, row, contact, hours.get(row.senderId))] : [];
  });
  return (await Promise.all(cards)).flat();
}

/** By sender; without those that have no current account or whose channel is no longer there. */
async function windowHoursOf(
  tenant: TenantStore,
  senderIds: ReadonlySet<string>,
  channel: ChannelNamed,
): Promise<ReadonlyMap<string, number>> {
  const hours = new Map<string, number>();
  for (const id of senderIds) {
    const account = await currentRecord(tenant, id);
    const known = account && (await channel(account.value.channel).catch(() => undefined));
    if (known) hours.set(id, known.capabilities.windowHours);
  }
  return hours;
}
