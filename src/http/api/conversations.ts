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
import { type InboxRow, inboxCounts, inboxRows } from '#contracts/records/inbox.ts';
import { messages } from '#contracts/records/messaging.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { controlConversation } from '#core/inbox/control.ts';
import { messageCard } from '../cards.ts';
import { type Problem, refusal } from '../problem.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { type ChannelNamed, cardOf, cardsOf } from './conversation-cards.ts';
import { PAGE, paged } from './paged.ts';
import { quoted } from './quoted.ts';

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
    served(listConversations, async ({ tenant, query, caller }) => {
      const page = await paged(query, (from) => rowsOf(tenant, query.list, from));
      const rows = page.items.map(({ value }) => value);
      return { status: 200, body: { items: await cardsOf(tenant, rows, channel, caller.id), next: page.next } };
    }),

    served(getConversation, async ({ tenant, params, caller }) => {
      return { status: 200, body: await existing(tenant, params.conversation, channel, caller.id) };
    }),

    served(listMessages, async ({ tenant, params, query }) => {
      const row = await tenant.get(inboxRows, params.conversation);
      if (!row) throw noConversation();
      const { id } = row.value;
      const page = await paged(query, (from) =>
        tenant.find(messages, { by: 'byConversation', equals: [id], order: 'desc', limit: PAGE, ...from }),
      );
      const items = page.items.map(async ({ value }) => messageCard(value, await quoted(tenant, value)));
      return { status: 200, body: { items: await Promise.all(items), next: page.next } };
    }),

    served(controlRoute, async ({ tenant, params, body, caller, keeps }) => {
      if (body.kind === 'snooze' && body.until <= clock.now()) throw refusal('in_the_past', 'must be in the future.', 'until');
      const also = async (row: InboxRow) => {
        const [card] = await cardsOf(tenant, [row], channel, caller.id);
        return card ? keeps({ status: 200, body: card }) : [];
      };
      const outcome = await control(tenant, params.conversation, body, caller.id, also);
      if (outcome.kind === 'not_there') throw noConversation();
      if (outcome.kind === 'too_many_labels')
        throw refusal('too_many_labels', 'a conversation can have 20 labels. Remove one first.', 'add');
      if (outcome.kind === 'changed') changed(tenant.tenantId, params.conversation);
      return { status: 200, body: await existing(tenant, params.conversation, channel, caller.id) };
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

async function existing(tenant: TenantStore, id: string, channel: ChannelNamed, callerId: string) {
  const card = await cardOf(tenant, id, channel, callerId);
  if (!card) throw noConversation();
  return card;
}

export function noConversation(): Problem {
  return refusal('not_found', 'There is no such conversation.');
}
