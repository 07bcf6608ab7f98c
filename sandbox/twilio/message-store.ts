import type { EpochMs } from '#contracts/clock.ts';
import type { SandboxFile } from '../shared/file.ts';
import type { MessageRecord } from './resources.ts';

/** A Message, with what the emulator still has to do for it. */
export interface MessageRow extends MessageRecord {
  readonly seq: number;
  /** The sender's SID. */
  readonly business: string;
  /** Empty if no simulated phone has this address. */
  readonly customer: string;
  /** Status callback URL; empty for none. */
  readonly callback: string;
  /** When its turn in the sender's queue comes. */
  readonly leave_at: EpochMs;
  /** End of its validity period. */
  readonly expires_at: EpochMs;
  /** Time of the next step; null if nothing is left to do. */
  readonly due: EpochMs | null;
  /** `Outgoing` as JSON; empty for inbound. */
  readonly outgoing: string;
}

export const messageTables = `
  CREATE TABLE IF NOT EXISTS twilio_messages (
    seq INTEGER PRIMARY KEY, sid TEXT NOT NULL UNIQUE, direction TEXT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    body TEXT NOT NULL, status TEXT NOT NULL, num_media INTEGER NOT NULL, service_sid TEXT, created_at INTEGER NOT NULL,
    sent_at INTEGER, updated_at INTEGER NOT NULL, error_code INTEGER, error_message TEXT, business TEXT NOT NULL,
    customer TEXT NOT NULL, callback TEXT NOT NULL, leave_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, due INTEGER,
    outgoing TEXT NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS twilio_messages_due ON twilio_messages (due) WHERE due IS NOT NULL;
  CREATE INDEX IF NOT EXISTS twilio_messages_to ON twilio_messages (recipient, seq);
  CREATE INDEX IF NOT EXISTS twilio_messages_queue ON twilio_messages (business, leave_at);
`;

export interface MessageFilter {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  /** Sent at or after, and before. For a message not sent yet, its creation time counts. */
  readonly since: EpochMs;
  readonly before: EpochMs;
  /** Only messages created before this one. */
  readonly olderThan?: number | undefined;
}

export type MessageStore = ReturnType<typeof messageStore>;

/** Call the writing methods inside `file.write` only. */
export function messageStore(file: SandboxFile) {
  return {
    add(row: Omit<MessageRow, 'seq'>): void {
      const names = Object.keys(row);
      file.run(
        `INSERT INTO twilio_messages (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        ...Object.values(row),
      );
    },
    get: (sid: string): MessageRow | undefined => file.row('SELECT * FROM twilio_messages WHERE sid = ?', sid),
    /** Newest first. */
    list: (filter: MessageFilter, limit: number): MessageRow[] =>
      file.rows(
        `SELECT * FROM twilio_messages WHERE (?1 IS NULL OR recipient = ?1) AND (?2 IS NULL OR sender = ?2)
         AND coalesce(sent_at, created_at) >= ?3 AND coalesce(sent_at, created_at) < ?4 AND seq < ?5 ORDER BY seq DESC LIMIT ?6`,
        filter.to ?? null,
        filter.from ?? null,
        filter.since,
        filter.before,
        filter.olderThan ?? Number.MAX_SAFE_INTEGER,
        limit,
      ),
    due: (now: EpochMs, limit: number): MessageRow[] =>
      file.rows('SELECT * FROM twilio_messages WHERE due <= ? ORDER BY due, seq LIMIT ?', now, limit),
    nextDue: (): EpochMs | undefined =>
      file.row<{ due: number | null }>('SELECT min(due) AS due FROM twilio_messages WHERE due IS NOT NULL')?.due ?? undefined,
    lastToLeave: (business: string): EpochMs =>
      file.row<{ at: number | null }>('SELECT max(leave_at) AS at FROM twilio_messages WHERE business = ?', business)?.at ?? 0,
    /** The record after the step. */
    step(
      row: MessageRow,
      next: Partial<Pick<MessageRow, 'status' | 'sent_at' | 'error_code' | 'error_message' | 'due'>>,
      now: EpochMs,
    ): MessageRow {
      const after = { ...row, due: null, ...next, updated_at: now };
      file.run(
        'UPDATE twilio_messages SET status = ?, sent_at = ?, error_code = ?, error_message = ?, due = ?, updated_at = ? WHERE sid = ?',
        after.status,
        after.sent_at,
        after.error_code,
        after.error_message,
        after.due,
        now,
        row.sid,
      );
      return after;
    },
  };
}
