import { contactKeys, contacts, identityRecords } from '#contracts/records/people.ts';
import type { Subject } from '#contracts/subject.ts';

export const peopleSubject: Subject<unknown> = {
  name: 'people',
  collections: [contactKeys, contacts, identityRecords],
};
