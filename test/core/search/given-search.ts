import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngines } from '#app/engines.ts';
import { collections } from '#app/subjects.ts';
import { settingsFrom } from '#config/load.ts';
import type { BusEvent } from '#contracts/event.ts';
import type { MessageReceived } from '#contracts/inbound.ts';
import type { SearchedKind } from '#contracts/records/search.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { type Change, controlConversation } from '#core/inbox/control.ts';
import { deleteNote, writeNote } from '#core/inbox/notes.ts';
import { recordMessage } from '#core/messaging/record-message.ts';
import { searchIndex } from '#core/search/consumer.ts';
import { queryOf } from '#core/search/query.ts';
import { type Match, search } from '#core/search/search.ts';
import { testClock } from '#test/support/clock.ts';
import { arrived, said, senderOne } from '#test/support/given.ts';
import { unmeasured } from '#contracts/metrics.ts';
import { quietLog } from '#test/support/quiet.ts';

const EVERYTHING: ReadonlySet<SearchedKind> = new Set(['conversation', 'message', 'note']);
const { signal } = new AbortController();

/** An engine of these settings, on which each business starts empty. */
export async function searchEngine(settings: Readonly<Record<string, string>>) {
  await using opened = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'deskbell-search-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  const clock = testClock();
  let count = 0;
  const newId = () => `id${String((count += 1)).padStart(6, '0')}`;
  const { store } = await openEngines(
    settingsFrom({ ...settings, DESKBELL_DATA: folder }),
    { clock, newId, collections, log: quietLog, metrics: unmeasured },
    opened,
  );
  const closing = opened.move();
  return {
    store,
    business: () => businessOn(store, newId, clock),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

export type Business = ReturnType<typeof businessOn>;

/** What happens at a business is done by the very functions that do it in the app. Its events wait until `index` hands them over. */
function businessOn(store: Store, newId: () => string, clock: ReturnType<typeof testClock>) {
  const tenant = store.tenant(newId());
  const events: BusEvent[] = [];
  const told: TenantStore = {
    tenantId: tenant.tenantId,
    get: (collection, id) => tenant.get(collection, id),
    find: (collection, query) => tenant.find(collection, query),
    async commit(writes, emitted = []) {
      const outcome = await tenant.commit(writes, emitted);
      if (outcome.kind === 'committed')
        events.push(...emitted.map((event) => ({ ...event, tenantId: tenant.tenantId, data: event.data ?? {} })));
      return outcome;
    },
  };
  const consumer = searchIndex(store);
  const record = recordMessage(newId);
  const control = controlConversation(clock, newId);
  const note = writeNote(clock, newId);
  let minutes = 0;

  async function index(all: readonly BusEvent[] = events): Promise<void> {
    const read = all.filter(({ kind }) => consumer.kinds.includes(kind));
    for (let n = 0; n < read.length; n += consumer.slice) await consumer.handle(read.slice(n, n + consumer.slice), signal);
  }

  return {
    tenant,
    events,
    index,
    /** Each a minute after the one before. */
    says: async (body: string, who: Partial<MessageReceived> & { readonly phone?: string } = {}) => {
      const { phone = '34600000001', ...over } = who;
      minutes += 1;
      const at = clock.now() + minutes * 60_000;
      const from = { phone, userId: `ES.${phone}` };
      const event = said(body, { providerMessageId: newId(), from, at, ...over });
      return await record(told, { ...senderOne, tenantId: tenant.tenantId }, arrived(event), event);
    },
    does: (conversationId: string, change: Change) => control(told, conversationId, change, 'zoe'),
    notes: (conversationId: string, text: string) => note(told, conversationId, { text, by: 'zoe', also: () => [] }),
    unnotes: (conversationId: string, noteId: string) => deleteNote(told, clock, { conversationId, noteId, by: 'zoe' }, () => []),
    page: (text: string, asked: { readonly cursor?: string; readonly kinds?: ReadonlySet<SearchedKind> } = {}) => {
      const query = queryOf(text);
      if (!query) throw new TypeError('the query has no words');
      return search(tenant, query, { kinds: EVERYTHING, ...asked });
    },
    /** All pages, each match as its place and its excerpt, with what matched in brackets. */
    async finds(text: string): Promise<readonly string[]> {
      const query = queryOf(text);
      if (!query) return [];
      const found: Match[] = [];
      let cursor: string | undefined;
      do {
        const page = await search(tenant, query, { kinds: EVERYTHING, ...(cursor === undefined ? {} : { cursor }) });
        found.push(...page.items);
        cursor = page.next;
      } while (cursor !== undefined);
      return found.map(shown);
    },
  };
}

function shown({ where, excerpt }: Match): string {
  let text = '';
  let at = 0;
  for (const { from, to } of excerpt.marks) {
    text += `${excerpt.text.slice(at, from)}[${excerpt.text.slice(from, to)}]`;
    at = to;
  }
  return `${where}: ${text}${excerpt.text.slice(at)}`;
}
