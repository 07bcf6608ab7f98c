/** The lists that the inbox offers. `all` has no name on the server, and `mine` another one for each person. */
export const LISTS = ['all', 'mine', 'open:waiting', 'open:unread', 'snoozed', 'closed'] as const;
export type ListName = (typeof LISTS)[number];

/** Every conversation is in one of these. */
const STATES = ['open', 'snoozed', 'closed'];

/** The server's name of a list, for this person. */
export function serverName(list: Exclude<ListName, 'all'>, me: string): string {
  return list === 'mine' ? `open:user:${me}` : list;
}

/** How many conversations a list has. Without `counts` nothing is known yet. */
export function countOf(list: ListName, counts: Readonly<Record<string, number>> | undefined, me: string): number | undefined {
  if (!counts) return undefined;
  const names = list === 'all' ? STATES : [serverName(list, me)];
  return names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);
}
