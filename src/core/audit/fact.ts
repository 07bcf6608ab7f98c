import { type BusEvent, PLATFORM_SCOPE } from '#contracts/event.ts';
import { type AuditFact, auditAbout } from '#contracts/records/audit.ts';

/** A connection's id is the secret part of its webhook URL. Only the platform's chain contains it. */
const ofTenant = auditAbout.omit({ connectionId: true });

/** The part of an event that goes into the audit log: its ids only. All other data is left out. */
export function auditFactOf({ id, tenantId, kind, at, data }: BusEvent): AuditFact {
  return { id, kind, at, about: (tenantId === PLATFORM_SCOPE ? auditAbout : ofTenant).parse(data) };
}
