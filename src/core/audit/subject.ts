import { auditEntries, auditHeads, platformAuditEntries, platformAuditHeads } from '#contracts/records/audit.ts';
import type { Subject, World } from '#contracts/subject.ts';
import { audit } from './consumer.ts';
import { exportVerb } from './export-verb.ts';
import { verifyVerb } from './verify-verb.ts';

const DAY_MS = 24 * 3_600_000;

type Needs = Pick<World, 'store' | 'clock'> & { readonly settings: { readonly DESKBELL_KEEP_AUDIT_DAYS: number } };

export const auditSubject: Subject<Needs> = {
  name: 'audit',
  collections: [auditEntries, auditHeads, platformAuditEntries, platformAuditHeads],
  consumers: ({ store, clock, settings }) => [audit(store, { clock, keptMs: settings.DESKBELL_KEEP_AUDIT_DAYS * DAY_MS })],
  verbs: [verifyVerb, exportVerb],
};
