import type { Line } from '#contracts/store-rules/batch.ts';
import { StoreFailure, type CommitOutcome } from '#contracts/store.ts';
import { duplicateIndex, tooLarge, type WriteError } from './failure.ts';
import type { Place } from './row.ts';

export const COMMITTED: CommitOutcome = { kind: 'committed' };

/** Converts a refused line to an outcome. @throws StoreFailure if the reason is not a unique key */
export function taken(line: Line<Place>, refused: WriteError): CommitOutcome {
  const index = duplicateIndex(refused);
  if (index === undefined) throw refusal(refused);
  return { kind: 'taken', collection: line.place.name, key: index === '_id_' ? 'id' : index.replace(/^u_/, ''), id: line.id };
}

export function refusal(refused: WriteError): StoreFailure {
  if (tooLarge(refused)) return new StoreFailure('too_large', 'no', 'the document is too large for MongoDB');
  return new StoreFailure('unavailable', 'no', `MongoDB refused a write (${refused.code ?? 'no code'})`);
}

export function lost(): StoreFailure {
  return new StoreFailure('unavailable', 'unknown', 'MongoDB’s answer was lost: the batch may have been written');
}
