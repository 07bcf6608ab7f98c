import { MongoNetworkError } from 'mongodb';

/** One patience each to find a server, to get a connection and to get the answer. */
const PATIENCES = 3;

/**
 * Adds a timeout to a driver call, which fails like a broken connection. Needed because the driver (7.8) can forget a command that
 * was in progress while its client was closed and reopened; its promise then never settles (seen in the chaos run).
 */
export function answered<T>({ patienceMs }: { readonly patienceMs: number }, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new MongoNetworkError('the driver never answered')), PATIENCES * patienceMs);
    asked.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
