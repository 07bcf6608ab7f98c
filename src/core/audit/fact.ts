import type { BusEvent } from '#contracts/event.ts';
import { type AuditFact, auditAbout } from '#contracts/records/audit.ts';

/** The part of an event that goes into the audit log: its ids only. All other data is left out. */
export function auditFactOf({ id, kind, at, data }: BusEvent): AuditFact {
  return { id, kind, at, about: auditAbout.parse(data) };
}
