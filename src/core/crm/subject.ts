import { crmTouches } from '#contracts/records/crm.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { crmSync } from './consumer.ts';

export const crmSubject: Subject<Pick<World, 'store' | 'clock'>> = {
  name: 'crm',
  collections: [crmTouches],
  consumers: ({ store, clock }) => [crmSync(store, clock)],
};
