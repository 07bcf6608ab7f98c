import type { Clock } from '#contracts/clock.ts';
import type { Consumer } from '#contracts/bus.ts';
import { domainEvents, reading } from '#contracts/events/all.ts';
import { PLATFORM_SCOPE } from '#contracts/event.ts';
import type { Store } from '#contracts/store.ts';
import { MOST_AT_ONCE, appendAudit } from './append.ts';
import { auditFactOf } from './fact.ts';

/** How long entries are kept, in milliseconds. 0: forever. */
export interface AuditKept {
  readonly clock: Pick<Clock, 'now'>;
  readonly keptMs: number;
}
const FOREVER: AuditKept = { clock: { now: () => 0 }, keptMs: 0 };

/** Appends every event to the audit log of its tenant or of the platform. Events that arrive together share a batch, because each batch moves the head. */
export function audit(store: Store, { clock, keptMs }: AuditKept = FOREVER): Consumer {
  return {
    name: 'audit',
    ...reading(domainEvents),
    slice: MOST_AT_ONCE,
    async handle(events) {
      const [first] = events;
      if (!first) return;
      const place = first.tenantId === PLATFORM_SCOPE ? store.platform : store.tenant(first.tenantId);
      await appendAudit(place, events.map(auditFactOf), keptMs === 0 ? 0 : clock.now() + keptMs);
    },
  };
}
