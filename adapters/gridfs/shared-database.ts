import type { Db } from 'mongodb';

/** The store's database, passed on by the composition root, so that one client serves both. */
export interface SharedDatabase {
  /** Reads only what a majority has. Writes wait for a majority and its journal. */
  readonly db: Db;
  /** Limits the wait for an answer. Rejects only with StoreFailure. */
  asked<T>(question: Promise<T>): Promise<T>;
}

/** The collection that names each file's current revision, and the prefix of GridFS's own `.files` and `.chunks`. */
export const BUCKET = '_files';
