import type { Clock } from '#contracts/clock.ts';
import { conversationEvents } from '#contracts/events/conversations.ts';
import { happened } from '#contracts/events/define.ts';
import type { NewEvent } from '#contracts/event.ts';
import type { NewId } from '#contracts/ids.ts';
import { type InboxRow, MOST_LABELS, inboxRows } from '#contracts/records/inbox.ts';
import { type TenantStore, type Write, againWhenStale } from '#contracts/store.ts';
import { type Row, writeRow } from './row.ts';

/** What people do to a conversation. */
export type Change =
  | { readonly kind: 'take_over' }
  | { readonly kind: 'give_back' }
  /** Empty ids stand for nobody. */
  | { readonly kind: 'assign'; readonly assigneeId: string; readonly teamId: string }
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'snooze'; readonly until: number }
  | { readonly kind: 'label'; readonly add: readonly string[]; readonly remove: readonly string[] }
  | { readonly kind: 'read' }
  | { readonly kind: 'unread' };

export type Controlled =
  | { readonly kind: 'changed'; readonly row: InboxRow }
  /** It was like that already. */
  | { readonly kind: 'same'; readonly row: InboxRow }
  | { readonly kind: 'not_there' }
  | { readonly kind: 'too_many_labels' };

/** Carries out what a person does to a conversation. `by` is the user's id. `also` adds lines to the batch of a change. */
export function controlConversation(clock: Clock, newId: NewId) {
  return (
    store: TenantStore,
    conversationId: string,
    change: Change,
    by: string,
    also: (row: InboxRow) => Promise<readonly Write[]> = async () => [],
  ): Promise<Controlled> =>
    againWhenStale<Controlled>(async () => {
      const was = await store.get(inboxRows, conversationId);
      if (!was) return { kind: 'not_there' };
      const now = clock.now();
      const row = changed(was.value, change, by, now);
      if (row.labels.length > MOST_LABELS) return { kind: 'too_many_labels' };
      if (row === was.value) return { kind: 'same', row: was.value };
      const { writes, events } = writeRow(was, row, { id: newId(), at: now });
      const after = { ...was.value, ...row };
      const outcome = await store.commit(
        [...writes, ...(await also(after))],
        [told(change, was.value, row, by, { id: newId(), at: now }), ...events],
      );
      if (outcome.kind !== 'committed') return { kind: 'stale' };
      return { kind: 'changed', row: after };
    });
}

/** The rule, without I/O: the very same row when nothing changes. */
export function changed(row: Row, change: Change, by: string, now: number): Row {
  switch (change.kind) {
    case 'take_over':
      if (row.answers.by === 'person' && row.answers.userId === by) return row;
      return { ...row, answers: { by: 'person', userId: by, since: now, why: 'taken_over' }, assigneeId: by };
    case 'give_back':
      if (row.answers.by === 'bot') return row;
      return { ...row, answers: { by: 'bot', userId: '', since: now, why: 'given_back' }, waiting: false };
    case 'assign':
      if (row.assigneeId === change.assigneeId && row.teamId === change.teamId) return row;
      return { ...row, assigneeId: change.assigneeId, teamId: change.teamId };
    case 'open':
      return row.state === 'open' ? row : { ...row, state: 'open', snoozedUntil: 0 };
    case 'close':
      return row.state === 'closed' ? row : { ...row, state: 'closed', snoozedUntil: 0 };
    case 'snooze':
      return row.state === 'snoozed' && row.snoozedUntil === change.until
        ? row
        : { ...row, state: 'snoozed', snoozedUntil: change.until };
    case 'label': {
      const labels = [...new Set([...row.labels, ...change.add])].filter((label) => !change.remove.includes(label));
      return labels.join('\n') === row.labels.join('\n') ? row : { ...row, labels };
    }
    case 'read':
      return row.unread === 0 ? row : { ...row, unread: 0 };
    case 'unread':
      return row.unread > 0 ? row : { ...row, unread: 1 };
  }
}

function told(
  change: Change,
  was: Row,
  row: Row,
  by: string,
  { id, at }: { readonly id: string; readonly at: number },
): NewEvent {
  const { id: conversationId, contactId, senderId, assigneeId, teamId, state, snoozedUntil, unread } = row;
  const ids = { conversationId, contactId, senderId, by };
  const occasion = { id, key: conversationId, at };
  switch (change.kind) {
    case 'take_over':
      return happened(conversationEvents.taken_over, occasion, ids);
    case 'give_back':
      return happened(conversationEvents.given_back, occasion, ids);
    case 'assign':
      return happened(conversationEvents.assigned, occasion, { ...ids, assigneeId, teamId });
    case 'open':
    case 'close':
    case 'snooze':
      return happened(conversationEvents.state_changed, occasion, { ...ids, state, snoozedUntil });
    case 'label': {
      const [before, after] = [new Set(was.labels), new Set(row.labels)];
      const [added, removed] = [[...after.difference(before)], [...before.difference(after)]];
      return happened(conversationEvents.labelled, occasion, { ...ids, added, removed });
    }
    case 'read':
    case 'unread':
      return happened(conversationEvents.read, occasion, { ...ids, unread });
  }
}
