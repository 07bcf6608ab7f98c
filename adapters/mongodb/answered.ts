import { MongoNetworkError } from 'mongodb';

/** For finding a server, finding a connection, and the answer: who needs more will not be served soon. */
const PATIENCES = 3;

/**
 * What the driver answers, or, when it has forgotten the question, a broken connection. It forgets (7.8): a command that was under way while
 * its client was closed and opened again may never end, and whoever waits for it would wait for ever (seen in the chaos run).
 */
export function answered<T>({ patienceMs }: { readonly patienceMs: number }, asked: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new MongoNetworkError('the driver never answered')), PATIENCES * patienceMs);
    asked.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
