import type { Parked } from '#contracts/bus.ts';
import { type BusEvent, busEvent } from '#contracts/event.ts';
import type { Connection } from './connection.ts';

/** The most parked events that are listed. */
const SHOWN = 1000;

export type Parking = Parked & { readonly position: number };

/** Parks an event within a transaction. A replay that failed again goes back to its own row. */
export function park({ sql }: Connection, { id, consumer, event, reason, attempts, parkedAt, position }: Parking): void {
  if (position < 0) {
    sql('UPDATE parked SET replaying = 0, reason = ?, attempts = attempts + ?, parked_at = ? WHERE number = ?').run(
      reason,
      attempts,
      parkedAt,
      -position,
    );
    return;
  }
  sql('INSERT INTO parked (tenant, id, name, position, event, reason, attempts, parked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    event.tenantId,
    id,
    consumer,
    position,
    JSON.stringify(event),
    reason,
    attempts,
    parkedAt,
  );
}

export function parkedOf({ sql }: Connection, tenantId: string): readonly Parked[] {
  return sql('SELECT * FROM parked WHERE tenant = ? AND replaying = 0 ORDER BY parked_at DESC, number DESC LIMIT ?')
    .all(tenantId, SHOWN)
    .map((row) => ({
      id: String(row['id']),
      consumer: String(row['name']),
      event: busEvent.parse(JSON.parse(String(row['event']))),
      reason: String(row['reason']),
      attempts: Number(row['attempts']),
      parkedAt: Number(row['parked_at']),
    }));
}

/** Rows looked at in one transaction, so that other commits do not wait long. */
const STEP = 200;

/** Removes parked events within a transaction, those after `after`. Answers where to go on; `undefined` at the end. */
export function discardParked(
  { sql }: Connection,
  tenantId: string,
  which: (event: BusEvent) => boolean,
  after: number,
): { readonly removed: number; readonly next: number | undefined } {
  const rows = sql('SELECT number, event FROM parked WHERE tenant = ? AND number > ? ORDER BY number LIMIT ?').all(
    tenantId,
    after,
    STEP,
  );
  const those = rows.filter(({ event }) => which(busEvent.parse(JSON.parse(String(event)))));
  for (const { number } of those) sql('DELETE FROM parked WHERE number = ?').run(Number(number));
  return { removed: those.length, next: rows.length < STEP ? undefined : Number(rows.at(-1)?.['number']) };
}
