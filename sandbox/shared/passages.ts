import type { Passage } from '#contracts/api/phone.ts';
import type { SandboxFile } from './file.ts';

/** How each message of a customer reached the app, once it did or was given up: what tests order turns by. */
export interface Passages {
  /** Inside `file.write` only. A later one of the same message changes nothing. */
  add(passage: Passage): void;
  all(): Passage[];
  /** The highest number of a request so far. */
  lastRequest(): number;
}

interface Row {
  readonly id: string;
  readonly request: number;
  readonly presented: number;
  readonly acknowledged: number | null;
}

export function passagesIn(file: SandboxFile): Passages {
  return {
    add: ({ id, request, presented, acknowledged }) =>
      file.run(
        'INSERT OR IGNORE INTO passages (id, request, presented, acknowledged) VALUES (?, ?, ?, ?)',
        id,
        request,
        presented,
        acknowledged ?? null,
      ),
    all: () =>
      file.rows<Row>('SELECT * FROM passages ORDER BY seq').map(({ id, request, presented, acknowledged }) => ({
        id,
        request,
        presented,
        ...(acknowledged !== null && { acknowledged }),
      })),
    lastRequest: () => file.row<{ last: number | null }>('SELECT max(request) AS last FROM passages')?.last ?? 0,
  };
}
