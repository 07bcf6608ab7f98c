import { tenants } from '#contracts/records/platform.ts';
import { profiles } from '#contracts/records/tenancy.ts';
import type { Subject } from '#contracts/subject.ts';

export const tenancySubject: Subject<unknown> = {
  name: 'tenancy',
  collections: [tenants, profiles],
};
