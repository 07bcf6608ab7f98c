import { searchEntries } from '#contracts/records/search.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { searchIndex } from './consumer.ts';
import { rebuildVerb } from './rebuild-verb.ts';

export const searchSubject: Subject<Pick<World, 'store'>> = {
  name: 'search',
  collections: [searchEntries],
  consumers: ({ store }) => [searchIndex(store)],
  verbs: [rebuildVerb],
};
