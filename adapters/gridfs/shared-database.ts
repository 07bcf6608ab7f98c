import type { Db } from 'mongodb';

/** The database of the store, handed on by the composition root: one client serves both. */
export interface SharedDatabase {
  /** Reads what a majority has; writes wait for a majority and its journal. */
  readonly db: Db;
  /** Bounds the wait for an answer. Rejects with StoreFailure and nothing else. */
  asked<T>(question: Promise<T>): Promise<T>;
}

/** Beside `.files` and `.chunks` of GridFS, the collection of this name says which revision is a file's current one. */
export const BUCKET = '_files';
