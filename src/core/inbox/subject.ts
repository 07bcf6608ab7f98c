import { cannedReplies, inboxCounts as counts, inboxRows, notes } from '#contracts/records/inbox.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { inboxCounts } from './consumer.ts';

export const inboxSubject: Subject<Pick<World, 'store' | 'clock'>> = {
  name: 'inbox',
  collections: [inboxRows, counts, notes, cannedReplies],
  consumers: ({ store, clock }) => [inboxCounts(store, clock)],
};
