import { erasures } from '#contracts/records/people.ts';
import type { Subject } from '#contracts/subject.ts';
import { eraseVerb } from './erase-verb.ts';
import { exportVerb } from './export-verb.ts';
import type { PrivacyNeeds } from './needs.ts';
import { rotateVerb } from './rotate-verb.ts';

/** Erasing and exporting what there is of a person or of a tenant. */
export const privacySubject: Subject<PrivacyNeeds> = {
  name: 'privacy',
  collections: [erasures],
  verbs: [eraseVerb, exportVerb, rotateVerb],
};
