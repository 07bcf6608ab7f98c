import type { EpochMs } from '#contracts/clock.ts';
import { type Answers, type InboxRow, inboxRows } from '#contracts/records/inbox.ts';
import { type Stored, type Write, insert, replace } from '#contracts/store.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import { tagsOf } from './tags.ts';

/** A row without its tags: they follow from the rest. */
export type Row = Omit<InboxRow, 'tags'>;

interface Thread {
  readonly id: string;
  readonly contactId: string;
  readonly senderId: string;
}

/** A conversation that nobody has looked at: the bot answers. */
export function freshRow({ id, contactId, senderId }: Thread, at: EpochMs): Row {
  return {
    id,
    contactId,
    senderId,
    lastAt: at,
    state: 'open',
    snoozedUntil: 0,
    assigneeId: '',
    teamId: '',
    labels: [],
    unread: 0,
    answers: { by: 'bot', userId: '', since: at, why: 'start' },
    waiting: false,
  };
}

/** The customer wrote: a closed or snoozed conversation opens again. */
export function customerWrote(row: Row, at: EpochMs): Row {
  return { ...row, lastAt: Math.max(row.lastAt, at), unread: row.unread + 1, state: 'open', snoozedUntil: 0 };
}

/** A person wrote: the bot is silent from now on, and everything before it is read. */
export function personWrote(row: Row, at: EpochMs, who: Pick<Answers, 'userId' | 'why'>): Row {
  const answers: Answers = row.answers.by === 'person' ? { ...row.answers, ...who } : { by: 'person', since: at, ...who };
  return { ...row, lastAt: Math.max(row.lastAt, at), unread: 0, waiting: false, answers };
}

/** A person was promised. Unchanged while a person answers already. */
export function handedOver(row: Row, at: EpochMs): Row {
  if (row.answers.by === 'person') return row;
  return { ...row, answers: { by: 'person', userId: '', since: at, why: 'asked_for_person' }, waiting: true };
}

/** The line that writes a row, and the event that tells which lists it came into or left. `cause` makes the event's id. */
export function writeRow(
  was: Stored<InboxRow> | undefined,
  row: Row,
  cause: { readonly id: string; readonly at: EpochMs },
): { readonly writes: readonly Write[]; readonly events: readonly NewEvent[] } {
  const now: InboxRow = { ...row, tags: tagsOf(row) };
  const [before, after] = [new Set(was?.value.tags), new Set(now.tags)];
  const added = [...after.difference(before)];
  const removed = [...before.difference(after)];
  const { id: conversationId, contactId, senderId } = row;
  const occasion = { id: `tagged-${cause.id}`, key: conversationId, at: cause.at };
  const told = happened(conversationEvents.tagged, occasion, { conversationId, contactId, senderId, added, removed });
  return {
    writes: [was ? replace(inboxRows, was, now) : insert(inboxRows, now)],
    events: added.length + removed.length > 0 ? [told] : [],
  };
}
