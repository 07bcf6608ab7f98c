import type { ConversationCard } from '#contracts/api/desk.ts';
import type { Capabilities, Channel } from '#contracts/channel.ts';
import { type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { conversations } from '#contracts/records/messaging.ts';
import { contacts } from '#contracts/records/people.ts';
import type { TenantStore } from '#contracts/store.ts';
import { currentRecord } from '#core/messaging/current-account.ts';
import { conversationCard } from '../cards.ts';

/** @throws when there is no such channel. */
export type ChannelNamed = (name: string) => Promise<Pick<Channel, 'capabilities'>>;

export async function cardOf(
  tenant: TenantStore,
  id: string,
  channel: ChannelNamed,
  callerId: string,
): Promise<ConversationCard | undefined> {
  const row = await tenant.get(inboxRows, id);
  return row && (await cardsOf(tenant, [row.value], channel, callerId))[0];
}

export async function cardsOf(
  tenant: TenantStore,
  rows: readonly InboxRow[],
  channel: ChannelNamed,
  callerId: string,
): Promise<readonly ConversationCard[]> {
  const can = new Map<string, Capabilities | undefined>();
  for (const senderId of new Set(rows.map((row) => row.senderId)))
    can.set(senderId, await capabilitiesOf(tenant, senderId, channel));
  const cards = rows.map(async (row) => {
    const [conversation, contact] = await Promise.all([tenant.get(conversations, row.id), tenant.get(contacts, row.contactId)]);
    return conversation ? [conversationCard(conversation.value, row, contact, can.get(row.senderId), callerId)] : [];
  });
  return (await Promise.all(cards)).flat();
}

/** Of this number's current channel. `undefined` if it has no account, or its channel is no longer there. */
export async function capabilitiesOf(
  tenant: TenantStore,
  senderId: string,
  channel: ChannelNamed,
): Promise<Capabilities | undefined> {
  const account = await currentRecord(tenant, senderId);
  return account && (await channel(account.value.channel).catch(() => undefined))?.capabilities;
}
