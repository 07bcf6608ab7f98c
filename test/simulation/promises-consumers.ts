import { domainEvents, kindsOf } from '#contracts/events/all.ts';
import { brokenOf } from '#test/harness/check.ts';
import { consumerPromises } from '#test/harness/consumers.ts';
import type { Evidence } from './evidence.ts';

const AUDITED = new Set(kindsOf(domainEvents));

/** What consumes beside the others has had each event once; here the log tells which there were. */
export function check({ disk, stored, beside }: Evidence): readonly string[] {
  if (!beside) return [];
  const events = disk.log.events().filter(({ kind }) => AUDITED.has(kind));
  return [
    ...(stored.audit.length === events.length
      ? []
      : [`the audit has ${stored.audit.length} entries for ${events.length} events`]),
    ...brokenOf(consumerPromises, stored),
  ];
}
