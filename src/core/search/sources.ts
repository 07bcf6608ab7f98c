import type { EpochMs } from '#contracts/clock.ts';
import { inboxRows, notes } from '#contracts/records/inbox.ts';
import { conversations, messages } from '#contracts/records/messaging.ts';
import { contacts, identityRecords } from '#contracts/records/people.ts';
import type { SearchEntry, SearchedKind } from '#contracts/records/search.ts';
import type { TenantStore } from '#contracts/store.ts';
import { all } from '#core/walking/everything.ts';
import { folded } from './fold.ts';
import { textOf } from './text-of.ts';

/** Names what an entry is about. */
export type Searched = Pick<SearchEntry, 'kind' | 'about'>;

/** What an entry is about, as it is now. */
export type Source = Text | Person;

interface Common {
  readonly conversationId: string;
  readonly contactId: string;
  readonly at: EpochMs;
}
export interface Text extends Common {
  readonly kind: Exclude<SearchedKind, 'conversation'>;
  readonly id: string;
  readonly text: string;
}
/** The customer of a conversation. */
export interface Person extends Common {
  readonly kind: 'conversation';
  readonly id: string;
  readonly names: readonly string[];
  /** Digits only. */
  readonly numbers: readonly string[];
  readonly labels: readonly string[];
}

/** `undefined` for what is no longer there. */
export async function sourceOf(store: TenantStore, { kind, about }: Searched): Promise<Source | undefined> {
  if (kind === 'conversation') return await personOf(store, about);
  if (kind === 'note') {
    const note = await store.get(notes, about);
    return note && { kind, ...note.value };
  }
  const message = await store.get(messages, about);
  if (!message) return undefined;
  const { id, conversationId, contactId, at, content } = message.value;
  return { kind, id, conversationId, contactId, at, text: textOf(content) };
}

async function personOf(store: TenantStore, id: string): Promise<Person | undefined> {
  const conversation = await store.get(conversations, id);
  if (!conversation) return undefined;
  const { contactId, to } = conversation.value;
  const [contact, identities, row] = await Promise.all([
    store.get(contacts, contactId),
    all(store, identityRecords, { by: 'byContact', equals: [contactId] }),
    store.get(inboxRows, id),
  ]);
  const phones = identities.filter(({ value }) => value.kind === 'phone' && value.until === 0).map(({ value }) => value.value);
  const numbers = [...phones, to.phone ?? ''].map((phone) => folded(phone).replaceAll(/\D/g, ''));
  return {
    kind: 'conversation',
    id,
    conversationId: id,
    contactId,
    at: contact?.value.createdAt ?? 0,
    names: [contact?.value.name ?? '', to.username ?? ''].filter(Boolean),
    numbers: [...new Set(numbers)].filter(Boolean),
    labels: row?.value.labels ?? [],
  };
}
