import { auditEntries, auditHeads, platformAuditEntries, platformAuditHeads } from '#contracts/records/audit.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { audit } from './consumer.ts';
import { verifyVerb } from './verify-verb.ts';

export const auditSubject: Subject<Pick<World, 'store'>> = {
  name: 'audit',
  collections: [auditEntries, auditHeads, platformAuditEntries, platformAuditHeads],
  consumers: ({ store }) => [audit(store)],
  verbs: [verifyVerb],
};
