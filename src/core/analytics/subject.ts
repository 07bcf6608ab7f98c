import { dayCounts } from '#contracts/records/analytics.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { analytics } from './consumer.ts';

export const analyticsSubject: Subject<Pick<World, 'store' | 'clock'>> = {
  name: 'analytics',
  collections: [dayCounts],
  consumers: ({ store, clock }) => [analytics(store, clock)],
};
