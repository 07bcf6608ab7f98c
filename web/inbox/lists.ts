/** The lists that the inbox offers. `all` has no name on the server. */
export const LISTS = ['all', 'open:waiting', 'open:unread', 'closed'] as const;
export type ListName = (typeof LISTS)[number];

/** Every conversation is in one of these. */
const STATES = ['open', 'snoozed', 'closed'];

/** How many conversations a list has. Without `counts` nothing is known yet. */
export function countOf(list: ListName, counts: Readonly<Record<string, number>> | undefined): number | undefined {
  if (!counts) return undefined;
  const names = list === 'all' ? STATES : [list];
  return names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}
