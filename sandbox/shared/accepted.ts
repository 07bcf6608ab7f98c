import type { Accepted } from '#contracts/api/phone.ts';
import type { SandboxFile } from './file.ts';

/** Every send that the emulator accepted, oldest first. Tests count these to prove that nothing was sent twice. */
export interface AcceptedSends {
  /** Inside `file.write` only. */
  add(send: Accepted): void;
  all(): Accepted[];
}

interface Row {
  readonly id: string;
  readonly at: number;
  readonly business: string;
  readonly customer: string;
  readonly ref: string | null;
  readonly answered: number;
}

export function acceptedSends(file: SandboxFile): AcceptedSends {
  return {
    add: ({ id, at, business, to, ref, answered }) =>
      file.run(
        'INSERT INTO accepted (id, at, business, customer, ref, answered) VALUES (?, ?, ?, ?, ?, ?)',
        id,
        at,
        business,
        to,
        ref ?? null,
        Number(answered),
      ),
    all: () =>
      file.rows<Row>('SELECT * FROM accepted ORDER BY seq').map((row) => ({
        id: row.id,
        at: row.at,
        business: row.business,
        to: row.customer,
        ...(row.ref !== null && { ref: row.ref }),
        answered: row.answered === 1,
      })),
  };
}
