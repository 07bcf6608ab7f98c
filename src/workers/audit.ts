import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { domainEvents, reading } from '#contracts/events/all.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, appendAudit } from '#core/audit/append.ts';
import { auditFactOf } from '#core/audit/fact.ts';

/** How long entries are kept, in milliseconds; 0 for ever. */
export interface AuditKept {
  readonly clock: Pick<Clock, 'now'>;
  readonly keptMs: number;
}
const FOR_EVER: AuditKept = { clock: { now: () => 0 }, keptMs: 0 };

/** Writes every domain event into its tenant's chain: a slice is one batch, since each batch moves the head. */
export function audit(store: Store, { clock, keptMs }: AuditKept = FOR_EVER): Consumer {
  return {
    name: 'audit',
    ...reading(domainEvents),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (!first) return;
      const expiresAt = keptMs === 0 ? 0 : clock.now() + keptMs;
      await appendAudit(store.tenant(first.tenantId), events.map(auditFactOf), expiresAt);
    },
  };
}
