import { callerMay } from '#contracts/access.ts';
import { searchConversations } from '#contracts/api/search.ts';
import { type Served, served } from '#contracts/api/served.ts';
import { inboxRows } from '#contracts/records/inbox.ts';
import type { SearchedKind } from '#contracts/records/search.ts';
import { queryOf } from '#core/search/query.ts';
import { search } from '#core/search/search.ts';
import { refusal } from '../problem.ts';
import { cardsOf } from './conversation-cards.ts';
import type { ConversationNeeds } from './conversations.ts';
import { paged } from './paged.ts';

/** The search of the inbox. */
export function searchRoutes({ channel }: Pick<ConversationNeeds, 'channel'>): readonly Served[] {
  return [
    served(searchConversations, async ({ tenant, query: { q, cursor }, caller }) => {
      const query = queryOf(q);
      if (!query) throw refusal('bad_query', 'must have a letter or a digit.', 'q');
      const kinds = new Set<SearchedKind>(['conversation', 'message']);
      if (callerMay(caller, 'notes.read')) kinds.add('note');
      const { items, next } = await paged({ cursor }, (from) => search(tenant, query, { ...from, kinds }));
      const ids = [...new Set(items.map(({ conversationId }) => conversationId))];
      const rows = (await Promise.all(ids.map((id) => tenant.get(inboxRows, id)))).flatMap((row) => (row ? [row.value] : []));
      const cards = new Map((await cardsOf(tenant, rows, channel, caller.id)).map((card) => [card.id, card]));
      const shown = items.flatMap(({ conversationId, excerpt, ...match }) => {
        const conversation = cards.get(conversationId);
        return conversation ? [{ ...match, conversation, excerpt: excerpt.text, marks: excerpt.marks }] : [];
      });
      return { status: 200, body: { items: shown, next } };
    }),
  ];
}
