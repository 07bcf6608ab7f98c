import type { BusEvent } from '#contracts/event.ts';
import { type AuditFact, auditAbout } from '#contracts/records/audit.ts';

/** What the audit keeps of an event: what it names by an id of ours. The rest of it is left out, whatever it is. */
export function auditFactOf({ id, kind, at, data }: BusEvent): AuditFact {
  return { id, kind, at, about: auditAbout.parse(data) };
}
