import type { MessageCard } from '#contracts/api/desk.ts';
import type { NoteCard } from '#contracts/api/notes.ts';
import type { Outgoing } from './reply/useOutgoing.ts';

/** A row of the thread. `day` is set on the first one of a day. */
export type Row = { readonly key: string; readonly at: number; readonly day: number | undefined } & (
  | { readonly kind: 'message'; readonly message: MessageCard }
  | { readonly kind: 'note'; readonly note: NoteCard }
  | { readonly kind: 'outgoing'; readonly outgoing: Outgoing }
);

interface Thread {
  /** Newest first, as they are loaded; those before the last may still be missing. */
  readonly messages: readonly MessageCard[];
  readonly hasMore: boolean;
  readonly notes: readonly NoteCard[];
  readonly outgoing: readonly Outgoing[];
  readonly dayOf: (at: number) => string;
}

/** Messages and notes by their time, oldest first, and at the end what is on its way. */
export function threadOf({ messages, hasMore, notes, outgoing, dayOf }: Thread): readonly Row[] {
  const from = hasMore ? (messages.at(-1)?.at ?? 0) : 0;
  const said = messages.toReversed().map((message) => ({ kind: 'message', key: message.id, at: message.at, message }) as const);
  const noted = notes.filter(({ at }) => at >= from).map((note) => ({ kind: 'note', key: note.id, at: note.at, note }) as const);
  // Sorting is stable: messages of one second stay in their order, and a note of that second comes after them.
  const shown = [...said, ...noted].toSorted((a, b) => a.at - b.at);
  const going = outgoing.map((one) => ({ kind: 'outgoing', key: one.key, at: one.at, outgoing: one }) as const);
  return [...shown, ...going].map((row, n, all) => {
    const before = all[n - 1];
    return { ...row, day: before && dayOf(before.at) === dayOf(row.at) ? undefined : row.at };
  });
}
