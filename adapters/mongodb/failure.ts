import { MongoError, MongoNetworkError, MongoServerError, MongoServerSelectionError } from 'mongodb';
import { StoreFailure, type StoreFailureCode } from '#contracts/store.ts';

/** 57P01, 57P02 and 57P03 of PostgreSQL: it is ending, has crashed, or is starting. DocumentDB hands them on as these numbers. */
const POSTGRES = [16908741, 33685957, 50463173];
/**
 * Interrupted by a step-down, a shutdown, a time limit, a slow majority or something internal (1 and 8; what DocumentDB says
 * when it lost PostgreSQL): may have been applied, and may still be undone.
 */
const INTERRUPTED = new Set([1, 6, 7, 8, 50, 64, 89, 91, 100, 189, 262, 9001, 11600, 11602, 13436, ...POSTGRES]);
/** Not a primary: refused before anything was done. */
const NOT_PRIMARY = new Set([10107, 13435]);
/** Two writers met: WriteConflict, LockTimeout, SnapshotUnavailable, NoSuchTransaction, PreparedTransactionInProgress. */
const CONFLICTS = new Set([112, 24, 246, 251, 267]);
const DUPLICATE = new Set([11000, 11001, 12582]);
const TOO_LARGE = new Set([10334, 17419, 17420, 17280]);

const CODES: Readonly<Record<number, readonly [StoreFailureCode, string]>> = {
  13: ['unavailable', 'MongoDB refuses this user: give it readWrite on the database'],
  18: ['unavailable', 'MongoDB refuses user or password: look at the address'],
  50: ['unavailable', 'MongoDB took too long'],
  64: ['unavailable', 'a majority of the replica set did not confirm in time'],
  14031: ['full', 'the disk of MongoDB is full: make room, then try again'],
};

/** What the driver throws before anything has left for the server. */
const NEVER_SENT = new Set([
  'MongoPoolClearedError',
  'MongoPoolClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
]);

/** What became of it nobody heard, or a majority did not say. */
const CUT_OFF = new Set(['MongoClientClosedError', 'MongoWriteConcernError']);

/** Of an error, or of one statement that was refused; 0 for none. */
export function codeOf(error: unknown): number {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : 0;
  return typeof code === 'number' ? code : 0;
}

/** Somebody else writes the same document at this moment: known by label, and by code where a server gives no label. */
export function conflicting(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  return error.hasErrorLabel('TransientTransactionError') || CONFLICTS.has(codeOf(error));
}

/** Goes by itself: lost connections, elections, a slow majority. */
export function passing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError) return true;
  if (NEVER_SENT.has(error.name) || CUT_OFF.has(error.name)) return true;
  return INTERRUPTED.has(codeOf(error)) || NOT_PRIMARY.has(codeOf(error));
}

export function tooLarge(error: unknown): boolean {
  return TOO_LARGE.has(codeOf(error));
}

/** The same, of one statement that a server refused. */
export function conflict({ code }: WriteError): boolean {
  return code !== undefined && CONFLICTS.has(code);
}

export interface WriteError {
  readonly index: number;
  readonly code?: number;
  readonly errmsg?: string;
  /** The index, where a server says so. DocumentDB does not. */
  readonly keyPattern?: object;
}

/** Name of the index that refuses a duplicate: the message begins with it, on every server seen, and goes on with values. */
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

/** Says it in the port's words. The server's own message stays out: it may quote values. */
export function asStoreFailure(error: unknown, happened: 'no' | 'unknown' = happenedIn(error)): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const known = CODES[codeOf(error)];
  if (known) return new StoreFailure(known[0], happened, known[1]);
  if (tooLarge(error)) return new StoreFailure('too_large', happened, 'the document is too large for MongoDB');
  if (error instanceof MongoServerSelectionError)
    return new StoreFailure('unavailable', happened, 'no primary of MongoDB answers: look at its address and its state');
  if (error instanceof MongoNetworkError) return new StoreFailure('unavailable', happened, 'the connection to MongoDB was lost');
  if (passing(error))
    return new StoreFailure('unavailable', happened, `MongoDB is changing its primary, or restarting (${codeOf(error)})`);
  if (conflicting(error)) return new StoreFailure('unavailable', happened, 'other writers kept changing the same documents');
  const what = codeOf(error) || (error instanceof Error ? error.name : typeof error);
  return new StoreFailure('unavailable', happened, `MongoDB failed (${what})`);
}
