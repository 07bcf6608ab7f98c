import { DatabaseSync } from 'node:sqlite';
import { MongoClient } from 'mongodb';

/** Where the floor stores its rows. */
export type FloorPlace = { readonly file: string } | { readonly mongo: string; readonly database: string };
export type Append = (body: string) => Promise<void>;

/** Stores one row per body and resolves when it is durable. Rows that arrive together share one flush. */
export function bareRows(place: FloorPlace): Promise<Append> {
  return 'file' in place ? Promise.resolve(sqliteRows(place.file)) : mongoRows(place.mongo, place.database);
}

function sqliteRows(file: string): Append {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000');
  db.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO rows (body) VALUES (?)');
  return grouped(async (bodies) => {
    db.exec('BEGIN IMMEDIATE');
    for (const body of bodies) insert.run(body);
    db.exec('COMMIT');
  });
}

/** Acknowledged by a majority, journal included. One insert command per group. */
async function mongoRows(url: string, database: string): Promise<Append> {
  const client = await new MongoClient(url).connect();
  const rows = client.db(database).collection('rows', { writeConcern: { w: 'majority', journal: true } });
  await rows.insertOne({ body: 'the first insert makes the collection' });
  return grouped(async (bodies) => {
    await rows.insertMany(
      bodies.map((body) => ({ body })),
      { ordered: false },
    );
  });
}

/** One flush at a time. Rows that arrive meanwhile go into the next. */
function grouped(flush: (bodies: readonly string[]) => Promise<void>): Append {
  let waiting: { readonly body: string; readonly done: () => void; readonly failed: (error: unknown) => void }[] = [];
  let flushing = false;

  return (body) =>
    new Promise((done, failed) => {
      waiting.push({ body, done, failed });
      if (flushing) return;
      flushing = true;
      setImmediate(() => void flushAll());
    });

  async function flushAll(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      await flush(group.map(({ body }) => body)).then(
        () => group.forEach(({ done }) => done()),
        (error: unknown) => group.forEach(({ failed }) => failed(error)),
      );
    }
    flushing = false;
  }
}
