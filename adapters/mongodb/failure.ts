import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

/** PostgreSQL's 57P01, 57P02 and 57P03 (shutting down, crashed, starting), in the form DocumentDB passes them on. */
const POSTGRES = [16908741, 33685957, 50463173];
/**
 * Interrupted by a step-down, a shutdown, a time limit, a slow majority or an internal error (1 and 8; DocumentDB uses them when it
 * lost PostgreSQL). The write may have been applied and may still be rolled back.
 */
const INTERRUPTED = new Set([1, 6, 7, 8, 50, 64, 89, 91, 100, 189, 262, 9001, 11600, 11602, 13436, ...POSTGRES]);
/** The server is not a primary. Refused before anything was done. */
const NOT_PRIMARY = new Set([10107, 13435]);
/** Write conflicts: WriteConflict, LockTimeout, SnapshotUnavailable, NoSuchTransaction, PreparedTransactionInProgress. */
const CONFLICTS = new Set([112, 24, 246, 251, 267]);
const DUPLICATE = new Set([11000, 11001, 12582]);
const TOO_LARGE = new Set([10334, 17419, 17420, 17280]);

const CODES: Readonly<Record<number, readonly [StoreFailureCode, string]>> = {
  13: ['unavailable', 'MongoDB refuses this user: grant it readWrite on the database'],
  18: ['unavailable', 'MongoDB refuses the user or password: check the connection string'],
  50: ['unavailable', 'MongoDB did not answer in time'],
  64: ['unavailable', 'a majority of the replica set did not confirm in time'],
  14031: ['full', 'the disk of MongoDB is full: free some space, then try again'],
};

/** Driver errors thrown before anything was sent to the server. */
const NEVER_SENT = new Set([
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
]);

/** Driver errors after which the outcome is unknown, or not confirmed by a majority. */
const CUT_OFF = new Set(['MongoClientClosedError', 'MongoWriteConcernError']);

/** The code of an error or a refused statement; 0 if there is none. */
export function codeOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : 0;
  return typeof code === 'number' ? code : 0;
}

/** Whether another writer changed the same document at the same time. Checked by label, and by code if the server sends no label. */
export function conflicting(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  return error.hasErrorLabel('TransientTransactionError') || CONFLICTS.has(codeOf(error));
}

/** Whether the error is transient: a lost connection, an election, a slow majority. */
export function passing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) return true;
  if (NEVER_SENT.has(error.name) || CUT_OFF.has(error.name)) return true;
  return INTERRUPTED.has(codeOf(error)) || NOT_PRIMARY.has(codeOf(error));
}

export function tooLarge(error: unknown): boolean {
  return TOO_LARGE.has(codeOf(error));
}

/** Like `conflicting`, for a refused statement. */
export function conflict({ code }: WriteError): boolean {
  return code !== undefined && CONFLICTS.has(code);
}

export interface WriteError {
  readonly index: number;
  readonly code?: number;
  readonly errmsg?: string;
  /** The index, if the server names it. DocumentDB does not. */
  readonly keyPattern?: object;
}

/** The name of the index that refused a duplicate. On every known server the message begins with it; values follow. */
export function duplicateIndex({ code, errmsg }: WriteError): string | undefined {
  if (code === undefined || !DUPLICATE.has(code)) return undefined;
  return /\bindex:? ?['"]?([A-Za-z_][A-Za-z0-9_]*)/i.exec(errmsg ?? '')?.[1] ?? '_id_';
}

/** Whether a write that failed this way may have been applied. */
export function happenedIn(error: unknown): 'no' | 'unknown' {
  if (error instanceof StoreFailure) return error.happened;
  if (!(error instanceof MongoError)) return 'unknown';
  if (error instanceof MongoServerSelectionError || NEVER_SENT.has(error.name)) return 'no';
  if (error instanceof MongoNetworkError) return error.hasErrorLabel('HandshakeError') ? 'no' : 'unknown';
  if (!(error instanceof MongoServerError) || error.name === 'MongoWriteConcernError') return 'unknown';
  return INTERRUPTED.has(codeOf(error)) ? 'unknown' : 'no';
}

/** Converts to a StoreFailure. Leaves out the server's message, because it may quote values. */
export function asStoreFailure(error: unknown, happened: 'no' | 'unknown' = happenedIn(error)): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const known = CODES[codeOf(error)];
  if (known) return new StoreFailure(known[0], happened, known[1]);
  if (tooLarge(error)) return new StoreFailure('too_large', happened, 'the document is too large for MongoDB');
  if (error instanceof MongoServerSelectionError)
    return new StoreFailure('unavailable', happened, 'no primary of MongoDB answers: look at its address and its state');
  if (error instanceof MongoNetworkError) return new StoreFailure('unavailable', happened, 'the connection to MongoDB broke');
  if (passing(error))
    return new StoreFailure('unavailable', happened, `MongoDB is electing a primary or restarting (${codeOf(error)})`);
  if (conflicting(error)) return new StoreFailure('unavailable', happened, 'other writers kept changing the same documents');
  const what = codeOf(error) || (error instanceof Error ? error.name : typeof error);
  return new StoreFailure('unavailable', happened, `MongoDB failed (${what})`);
}
