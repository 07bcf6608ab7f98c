import type { Consumer } from '#contracts/bus.ts';
import { domainEvents, reading } from '#contracts/events/all.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, appendAudit } from '#core/audit/append.ts';
import { auditFactOf } from '#core/audit/fact.ts';

/** Appends every event to its tenant's audit log. Events that arrive together share a batch, because each batch moves the head. */
export function audit(store: Store): Consumer {
  return {
    name: 'audit',
    ...reading(domainEvents),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (first) await appendAudit(store.tenant(first.tenantId), events.map(auditFactOf));
    },
  };
}
