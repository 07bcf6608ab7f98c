import type { Collection } from '#contracts/collection.ts';
import type { Subject } from '#contracts/subject.ts';
import { accessSubject } from '#core/access/subject.ts';
import { analyticsSubject } from '#core/analytics/subject.ts';
import { arrivalsSubject } from '#core/arrivals/subject.ts';
import { assistantSubject } from '#core/assistant/subject.ts';
import { auditSubject } from '#core/audit/subject.ts';
import { bookingSubject } from '#core/booking/subject.ts';
import { catalogSubject } from '#core/catalog/subject.ts';
import { crmSubject } from '#core/crm/subject.ts';
import { dialogueSubject } from '#core/dialogue/subject.ts';
import { inboxSubject } from '#core/inbox/subject.ts';
import { messagingSubject } from '#core/messaging/subject.ts';
import { peopleSubject } from '#core/people/subject.ts';
import { privacySubject } from '#core/privacy/subject.ts';
import { searchSubject } from '#core/search/subject.ts';
import { setUpSubject } from '#core/set-up/subject.ts';
import { tenancySubject } from '#core/tenancy/subject.ts';
import { collectionsOf } from './collected.ts';
import type { AppWorld } from './world.ts';

/** All subjects, one line each. */
export const subjects: readonly Subject<AppWorld>[] = [
  tenancySubject,
  setUpSubject,
  accessSubject,
  peopleSubject,
  catalogSubject,
  arrivalsSubject,
  messagingSubject,
  inboxSubject,
  searchSubject,
  bookingSubject,
  assistantSubject,
  dialogueSubject,
  auditSubject,
  analyticsSubject,
  crmSubject,
  privacySubject,
];

/** Every declared collection of these subjects, and those of no subject. */
export const collections: readonly Collection<any, any>[] = collectionsOf(subjects);
