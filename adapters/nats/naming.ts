import { createHash } from 'node:crypto';
import type { ConsumerGroup } from '#contracts/bus.ts';
import type { BusEvent, StreamName } from '#contracts/event.ts';

/** Longer tokens are hashed, so that a subject stays short for any tenant id. */
const LONGEST = 120;

/** Encodes any text as one token of a subject or key. Different texts give different tokens. */
export function token(text: string): string {
  const safe = text.replaceAll(/[^\w-]/gu, (character) => Buffer.from(character).toString('hex').replaceAll(/../g, '=$&'));
  return safe === '' || safe.length > LONGEST ? `==${digest(text)}` : safe;
}

/** Keeps the dots of a kind, so that `deskbell.booking.*.*.booking.>` matches all booking events. */
function kindTokens(kind: string): string {
  return kind.split('.').map(token).join('.');
}

export function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The partition of an event. Events of one tenant and key always get the same one (FNV-1a hash). */
export function partitionOf({ tenantId, key }: Pick<BusEvent, 'tenantId' | 'key'>, partitions: number): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${tenantId}\n${key}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % partitions;
}

/** Each partition has its own JetStream stream, so that the sequence numbers count only its events. */
export interface Place {
  readonly stream: StreamName;
  readonly partition: number;
}

export function streamOf(prefix: string, { stream, partition }: Place): string {
  return `${prefix}_${stream}_${partition}`;
}

export function subjectsOf(prefix: string, { stream, partition }: Place): string {
  return `${prefix}.${stream}.${partition}.>`;
}

export function subjectOf(prefix: string, event: BusEvent, partition: number): string {
  return `${prefix}.${event.stream}.${partition}.${token(event.tenantId)}.${kindTokens(event.kind)}`;
}

/** Whether a group reads the kind that a message's subject names. The prefix is one token, so the kind begins with the fifth. */
export function reads({ kinds }: ConsumerGroup, subject: string): boolean {
  if (kinds === 'all') return true;
  const kind = subject.split('.').slice(4).join('.');
  return kinds.some((one) => kindTokens(one) === kind);
}

/** Two tenants' events of one id are two. */
export function messageId({ tenantId, id }: BusEvent): string {
  return `${token(tenantId)}.${token(id)}`;
}

export function bucketOf(prefix: string): string {
  return `${prefix}_state`;
}
