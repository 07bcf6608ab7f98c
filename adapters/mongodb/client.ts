import { MongoClient, ReadConcern, type ClientSession, type Collection, type Db } from 'mongodb';
import type { Log } from '#contracts/log.ts';
import { StoreFailure } from '#contracts/store.ts';
import { answered } from './answered.ts';
import { asStoreFailure, type WriteError } from './failure.ts';
import type { Row } from './row.ts';
import { reopenedWhenStuck } from './stuck.ts';

export interface Connection extends AsyncDisposable {
  readonly client: MongoClient;
  readonly db: Db;
  readonly patienceMs: number;
  rows(name: string): Collection<Row>;
  /** The same database for another adapter. Its writes wait for majority and journal, and its failures are StoreFailures. */
  readonly shared: SharedDatabase;
  /** Writes with majority and journal. In a transaction, its commit does that. */
  write(command: Readonly<Record<string, unknown>>, session?: ClientSession): Promise<Written>;
}

export interface SharedDatabase {
  readonly db: Db;
  /** Limits the wait for an answer. @throws StoreFailure */
  asked<T>(question: Promise<T>): Promise<T>;
}

export interface Written {
  /** Number of documents matched, inserted or removed. */
  readonly n: number;
  readonly writeErrors: readonly WriteError[];
}

/** Writes are acknowledged once a majority has them in its journal. Reads never see data that can be rolled back. */
export const MAJORITY = 'majority';

const READS = { readConcern: new ReadConcern(MAJORITY), readPreference: 'primary' } as const;

/** @throws StoreFailure in one sentence, without the driver's message, because a connection string may contain a password */
export async function connect(url: string, database: string, patienceMs: number, log: Log): Promise<Connection> {
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(url, {
      appName: 'deskbell',
      // Retries are done here, where it is known whether they are safe.
      retryWrites: false,
      retryReads: true,
      readPreference: 'primary',
      serverSelectionTimeoutMS: patienceMs,
      connectTimeoutMS: patienceMs,
      waitQueueTimeoutMS: patienceMs,
      socketTimeoutMS: 2 * patienceMs,
      maxPoolSize: 50,
    });
    await client.connect();
    return connection(client, database, patienceMs, reopenedWhenStuck(client, log, patienceMs));
  } catch (error) {
    await client?.close();
    if (client) throw asStoreFailure(error, 'no');
    throw new StoreFailure(
      'unavailable',
      'no',
      'the connection string of MongoDB is not valid: it must begin with mongodb:// or mongodb+srv://',
    );
  }
}

function connection(client: MongoClient, database: string, patienceMs: number, watch: AsyncDisposable): Connection {
  const db = client.db(database, READS);
  const writeConcern = { w: MAJORITY, j: true, wtimeout: patienceMs };
  return {
    client,
    db,
    patienceMs,
    rows: (name) => db.collection<Row>(name),
    shared: {
      db: client.db(database, { ...READS, writeConcern: { w: MAJORITY, j: true, wtimeoutMS: patienceMs } }),
      asked: (question) =>
        answered({ patienceMs }, question).catch((error: unknown) => {
          throw asStoreFailure(error);
        }),
    },
    async write(command, session) {
      const asked = db.command(session ? command : { ...command, writeConcern, maxTimeMS: patienceMs }, session && { session });
      const answer = await answered({ patienceMs }, asked);
      return { n: Number(answer['n'] ?? 0), writeErrors: answer['writeErrors'] ?? [] };
    },
    async [Symbol.asyncDispose]() {
      await watch[Symbol.asyncDispose]();
      await client.close();
    },
  };
}

/** Refuses a standalone server, which has neither transactions nor a majority. DocumentDB reports itself as sharded and has both. */
export async function refuseStandalone({ db }: Connection): Promise<void> {
  const hello = await db
    .admin()
    .command({ hello: 1 })
    .catch((error: unknown) => {
      throw asStoreFailure(error, 'no');
    });
  if (hello['setName'] !== undefined || hello['msg'] === 'isdbgrid') return;
  throw new StoreFailure(
    'unavailable',
    'no',
    'this MongoDB is a standalone server, which has no transactions: start mongod with --replSet and call rs.initiate() once; one node is enough',
  );
}
