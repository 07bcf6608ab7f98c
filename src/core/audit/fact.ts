import { type BusEvent, PLATFORM_SCOPE } from '#contracts/event.ts';
import { type AuditFact, auditAbout } from '#contracts/records/audit.ts';

/** A connection's id is the secret part of a webhook's address: the platform's own chain names it, and no tenant's. */
const ofTenant = auditAbout.omit({ connectionId: true });

/** What the audit keeps of an event: what it names by an id of ours. The rest of it is left out, whatever it is. */
export function auditFactOf({ id, tenantId, kind, at, data }: BusEvent): AuditFact {
  return { id, kind, at, about: (tenantId === PLATFORM_SCOPE ? auditAbout : ofTenant).parse(data) };
}
