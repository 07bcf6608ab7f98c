import type { Consumer } from '#contracts/bus.ts';
import type { AuditFact } from '#contracts/records/audit.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, appendAudit } from '#core/audit/append.ts';
import { auditFactOf } from '#core/audit/fact.ts';
import { together } from '#core/together.ts';

/** Appends every event to its tenant's audit log. Events that arrive together share a batch, because each batch moves the head. */
export function audit(store: Store): Consumer {
  const append = together<AuditFact>(MOST_AT_ONCE, (tenantId, facts) => appendAudit(store.tenant(tenantId), facts));
  return {
    name: 'audit',
    streams: ['inbound', 'outbound', 'booking'],
    async handle(event) {
      await append(event.tenantId, auditFactOf(event));
    },
  };
}
