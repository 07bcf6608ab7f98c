import { invalid, today, type Key } from '#contracts/store-rules/document.ts';
import { StoreFailure } from '#contracts/store.ts';
import type { Connection } from './connection.ts';
import { columnOf, columnValues, type Table } from './table.ts';

/** Version of the table layout. A higher one in the file was written by a newer version of Deskbell. */
const LAYOUT = 1;
/** "DESK": distinguishes our files from other SQLite files. */
const APPLICATION_ID = 0x4445534b;

/** `groups.streams` is only written for older versions, which read it to compute the lag. */
const OWN_TABLES = `
  CREATE TABLE IF NOT EXISTS collections (name TEXT PRIMARY KEY, shape INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, key TEXT NOT NULL,
    committed_at INTEGER NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, id)
  );
  CREATE INDEX IF NOT EXISTS events_by_stream ON events (stream);
  CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, finished_to INTEGER NOT NULL, streams TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS unfinished (name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (name, position)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS parked (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL,
    event TEXT NOT NULL, reason TEXT NOT NULL, attempts INTEGER NOT NULL, parked_at INTEGER NOT NULL,
    replaying INTEGER NOT NULL DEFAULT 0,
    UNIQUE (tenant, id)
  );
  CREATE INDEX IF NOT EXISTS parked_by_group ON parked (name, replaying);
`;

/** Creates the tables of the declared collections in one transaction. A file from a newer version of Deskbell is not changed. */
export function layOut(connection: Connection, tables: readonly Table[]): void {
  const { db } = connection;
  db.exec('BEGIN IMMEDIATE');
  try {
    refuseForeign(connection);
    db.exec(OWN_TABLES);
    for (const table of tables) makeTable(connection, table);
    mark(connection, 'application_id', APPLICATION_ID);
    mark(connection, 'user_version', LAYOUT);
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

function refuseForeign({ db }: Connection): void {
  const application = Number(db.prepare('PRAGMA application_id').get()?.['application_id']);
  const layout = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  const tables = Number(db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n']);
  if (application !== APPLICATION_ID && tables > 0)
    throw new StoreFailure('damaged', 'no', 'this file belongs to another program: choose another path for the data file');
  if (layout > LAYOUT) throw newer();
}

/** Writes a pragma only if it changes, so that an ordinary start writes nothing. */
function mark({ db }: Connection, pragma: 'application_id' | 'user_version', value: number): void {
  if (Number(db.prepare(`PRAGMA ${pragma}`).get()?.[pragma]) !== value) db.exec(`PRAGMA ${pragma} = ${value}`);
}

function newer(): StoreFailure {
  return new StoreFailure(
    'newer',
    'no',
    'the data file was written by a newer Deskbell: start that version, or restore a backup',
  );
}

function makeTable(connection: Connection, table: Table): void {
  const { db } = connection;
  const { name, shapeVersion } = table.collection;
  const was = db.prepare('SELECT shape FROM collections WHERE name = ?').get(name)?.['shape'];
  if (was !== undefined && Number(was) > shapeVersion) throw newer();

  db.exec(
    `CREATE TABLE IF NOT EXISTS ${table.name} (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, ` +
      `shape INTEGER NOT NULL, ${table.fields.map((field) => `${columnOf(field)}, `).join('')}body TEXT NOT NULL, UNIQUE (tenant, id))`,
  );
  const there = new Set(
    db
      .prepare(`SELECT name FROM pragma_table_info(?)`)
      .all(unquoted(table.name))
      .map((row) => `"${String(row['name'])}"`),
  );
  const missing = table.fields.map(columnOf).filter((column) => !there.has(column));
  for (const column of missing) db.exec(`ALTER TABLE ${table.name} ADD COLUMN ${column}`);
  if (missing.length > 0) fillColumns(connection, table, '');
  if (was !== undefined && Number(was) < shapeVersion && missing.length === 0)
    fillColumns(connection, table, `AND shape < ${shapeVersion}`);

  makeIndexes(connection, table);
  if (was === undefined || Number(was) !== shapeVersion)
    db.prepare('INSERT OR REPLACE INTO collections (name, shape) VALUES (?, ?)').run(name, shapeVersion);
}

/** Fills the indexed fields of older documents, as the current shape computes them. Their bodies are not changed. */
function fillColumns({ db }: Connection, table: Table, which: string): void {
  if (table.fields.length === 0) return;
  const page = db.prepare(`SELECT rowid, shape, body FROM ${table.name} WHERE rowid > ? ${which} ORDER BY rowid LIMIT 500`);
  const fill = db.prepare(
    `UPDATE ${table.name} SET ${table.fields.map((field) => `${columnOf(field)} = ?`).join(', ')} WHERE rowid = ?`,
  );
  for (let after = 0; ;) {
    const rows = page.all(after);
    for (const row of rows) {
      after = Number(row['rowid']);
      fill.run(...columnValues(table, today(table.collection, Number(row['shape']), String(row['body']))), after);
    }
    if (rows.length < 500) return;
  }
}

function makeIndexes({ db }: Connection, table: Table): void {
  const wanted = new Map<string, string>();
  for (const key of table.unique) wanted.set(indexName(table, 'u', key), createIndex(table, 'u', key));
  // An index on `id` alone is not needed: the primary key serves it.
  for (const key of table.indexes.filter(({ fields }) => fields.join() !== 'id'))
    wanted.set(indexName(table, 'i', key), createIndex(table, 'i', key));

  const there = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`);
  for (const { name, sql } of there.all(unquoted(table.name))) {
    if (wanted.get(String(name)) === sql) wanted.delete(String(name));
    else db.exec(`DROP INDEX "${String(name)}"`);
  }
  for (const sql of wanted.values()) {
    try {
      db.exec(sql);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('UNIQUE'))) throw error;
      throw invalid(`${table.collection.name}: stored documents violate its unique keys`);
    }
  }
}

function indexName(table: Table, kind: 'u' | 'i', key: Key): string {
  return `${kind}_${table.collection.name}_${key.name}`;
}

function createIndex(table: Table, kind: 'u' | 'i', key: Key): string {
  const columns = ['tenant', ...key.fields.map(columnOf)];
  if (kind === 'i' && !key.fields.includes('id')) columns.push('id');
  return `CREATE ${kind === 'u' ? 'UNIQUE ' : ''}INDEX "${indexName(table, kind, key)}" ON ${table.name} (${columns.join(', ')})`;
}

function unquoted(name: string): string {
  return name.slice(1, -1);
}
