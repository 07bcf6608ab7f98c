import {
  controlConversation as controlRoute,
  countConversations,
  followConversations,
  getConversation,
  listConversations,
  listMessages,
} from '#contracts/api/conversations.ts';
import type { Clock } from '#contracts/clock.ts';
import type { NewId } from '#contracts/ids.ts';
import { inboxCounts, inboxRows } from '#contracts/records/inbox.ts';
import { messages, providerMessages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { controlConversation } from '#core/inbox/control.ts';
import { providerKey } from '#core/messaging/keys.ts';
import { messageCard } from '../cards.ts';
import { refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { type ChannelNamed, cardOf, cardsOf } from './conversation-cards.ts';
import { PAGE, paged } from './paged.ts';

export interface ConversationNeeds {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly channel: ChannelNamed;
  /** Calls `told` for each conversation of the tenant that changes, until the function that it returns is called. */
  readonly follow: (tenantId: string, told: (conversationId?: string) => void) => () => void;
  readonly changed: (tenantId: string, conversationId: string) => void;
}

/** The routes of the inbox. */
export function conversationRoutes({ clock, newId, channel, follow, changed }: ConversationNeeds): readonly Served[] {
  const control = controlConversation(clock, newId);
  return [
    served(listConversations, async ({ tenant, query }) => {
      const page = await paged(query, (from) => rowsOf(tenant, query.list, from));
      const rows = page.items.map(({ value }) => value);
      return { status: 200, body: { items: await cardsOf(tenant, rows, channel), next: page.next } };
    }),

    served(getConversation, async ({ tenant, params }) => {
      return { status: 200, body: await existing(tenant, params.conversation, channel) };
    }),

    served(listMessages, async ({ tenant, params, query }) => {
      const row = await tenant.get(inboxRows, params.conversation);
      if (!row) throw noConversation();
      const { id, senderId } = row.value;
      const page = await paged(query, (from) =>
        tenant.find(messages, { by: 'byConversation', equals: [id], order: 'desc', limit: PAGE, ...from }),
      );
      const items = page.items.map(async ({ value }) => messageCard(value, await quoted(tenant, senderId, value.replyTo)));
      return { status: 200, body: { items: await Promise.all(items), next: page.next } };
    }),

    served(controlRoute, async ({ tenant, params, body, caller }) => {
      if (body.kind === 'snooze' && body.until <= clock.now()) throw refusal('in_the_past', 'must be in the future.', 'until');
      const outcome = await control(tenant, params.conversation, body, caller.id);
      if (outcome.kind === 'not_there') throw noConversation();
      if (outcome.kind === 'too_many_labels')
        throw refusal('too_many_labels', 'a conversation can have 20 labels. Remove one first.', 'add');
      if (outcome.kind === 'changed') changed(tenant.tenantId, params.conversation);
      return { status: 200, body: await existing(tenant, params.conversation, channel) };
    }),

    served(countConversations, async ({ tenant }) => {
      const known = await all(tenant, inboxCounts, { by: 'byId', equals: [] });
      const counts = known.filter(({ value }) => value.count > 0).map(({ value }) => [value.id, value.count] as const);
      return { status: 200, body: { counts: Object.fromEntries(counts) } };
    }),

    served(followConversations, async ({ tenant }) => ({
      status: 200,
      follow: (send) => follow(tenant.tenantId, (conversation) => send('changed', { conversation })),
    })),
  ];
}

/** The lists sort alike: each by when the customer or a person last wrote. */
function rowsOf(tenant: TenantStore, list: string | undefined, from: { readonly cursor?: string }) {
  const newest = { order: 'desc', limit: PAGE, ...from } as const;
  return list === undefined
    ? tenant.find(inboxRows, { by: 'byLastAt', equals: [], ...newest })
    : tenant.find(inboxRows, { by: 'byTag', equals: [list], ...newest });
}

async function existing(tenant: TenantStore, id: string, channel: ChannelNamed) {
  const card = await cardOf(tenant, id, channel);
  if (!card) throw noConversation();
  return card;
}

function noConversation() {
  return refusal('not_found', 'There is no such conversation.');
}

/** Our id of the message with this provider id. */
async function quoted(tenant: TenantStore, senderId: string, replyTo: string | undefined): Promise<string | undefined> {
  if (replyTo === undefined) return undefined;
  return (await tenant.get(providerMessages, providerKey(senderId, replyTo)))?.value.messageId;
}
