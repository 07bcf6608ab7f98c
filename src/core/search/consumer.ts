import type { Consumer } from '#contracts/bus.ts';
import { reading } from '#contracts/events/all.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { dataOf } from '#contracts/events/define.ts';
import { messageEvents } from '#contracts/events/messages.ts';
import { contactEvents } from '#contracts/events/people.ts';
import type { BusEvent } from '#contracts/event.ts';
import { searchEntries } from '#contracts/records/search.ts';
import type { Store, TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { MOST_AT_ONCE, writeEntries } from './entries.ts';
import type { Searched } from './sources.ts';

const { received, reread, echoed, wanted } = messageEvents;
const { opened, labelled, noted, note_deleted } = conversationEvents;
const { changed } = contactEvents;

/** Keeps the search up to date. */
export function searchIndex(store: Store): Consumer {
  return {
    name: 'search',
    ...reading([received, reread, echoed, wanted, opened, labelled, noted, note_deleted, changed]),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (!first) return;
      const tenant = store.tenant(first.tenantId);
      const searched = (await Promise.all(events.map((event) => searchedBy(tenant, event)))).flat();
      const each = [...new Map(searched.map((one) => [`${one.kind} ${one.about}`, one])).values()];
      await writeAll(tenant, each);
      // A new name of a customer whose conversation had no entry yet was passed over: now that there is one, it is looked at again.
      await writeAll(
        tenant,
        each.filter(({ kind }) => kind === 'conversation'),
      );
    },
  };
}

/** In one batch, unless customers with several conversations have changed. */
async function writeAll(store: TenantStore, searched: readonly Searched[]): Promise<void> {
  for (let n = 0; n < searched.length; n += MOST_AT_ONCE) await writeEntries(store, searched.slice(n, n + MOST_AT_ONCE));
}

/** What an event is about, for the search. */
async function searchedBy(store: TenantStore, event: BusEvent): Promise<readonly Searched[]> {
  switch (event.kind) {
    case changed.kind: {
      const { contactId } = dataOf(changed, event);
      const known = await all(store, searchEntries, { by: 'byContact', equals: [contactId, 'conversation'] });
      return known.map(({ value: { kind, about } }) => ({ kind, about }));
    }
    case opened.kind:
    case labelled.kind:
      return [{ kind: 'conversation', about: dataOf(opened, event).conversationId }];
    case noted.kind:
    case note_deleted.kind:
      return [{ kind: 'note', about: dataOf(noted, event).noteId }];
    default:
      return [{ kind: 'message', about: dataOf(received, event).messageId }];
  }
}
