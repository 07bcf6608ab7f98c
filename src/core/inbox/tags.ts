import type { InboxRow } from '#contracts/records/inbox.ts';

type Tagged = Omit<InboxRow, 'tags'>;

/** Labels are people's words: a prefix keeps them apart from our tags. */
export const labelTag = (label: string): string => `label:${label}`;

/**
 * The lists that a conversation is shown in. Each list is one tag, so each is one indexed walk: `open`, `open:unread`, `open:waiting`,
 * `open:unassigned`, `open:user:<id>`, `open:team:<id>`, `snoozed`, `closed`, `label:<label>`.
 */
export function tagsOf({ state, unread, waiting, assigneeId, teamId, labels }: Tagged): string[] {
  const lists = labels.map(labelTag);
  if (state !== 'open') return [state, ...lists];
  return [
    'open',
    ...(unread > 0 ? ['open:unread'] : []),
    ...(waiting ? ['open:waiting'] : []),
    assigneeId === '' ? 'open:unassigned' : `open:user:${assigneeId}`,
    ...(teamId === '' ? [] : [`open:team:${teamId}`]),
    ...lists,
  ];
}
