import { holdsDueEntries } from '#contracts/store-rules/due-written.ts';
import { invalid, today, type Key } from '#contracts/store-rules/document.ts';
import { StoreFailure } from '#contracts/store.ts';
import { wholeBody } from './bodies.ts';
import type { Connection } from './connection.ts';
import { knowShards, layOutDueLanes } from './due-lanes.ts';
import { columnOf, columnValues, type Cell, type Table } from './table.ts';
import { moveTags, tagIndexPrefix } from './tags.ts';

/** Version of the table layout. A higher one in the file was written by a newer version of Deskbell. */
/** "DESK": distinguishes our files from other SQLite files. */
const LAYOUT = 3;
const APPLICATION_ID = 0x4445534b;

/** `groups.streams` is only written for older versions, which read it to compute the lag. */
const OWN_TABLES = `
  CREATE TABLE IF NOT EXISTS collections (
    name TEXT PRIMARY KEY, shape INTEGER NOT NULL, fields TEXT NOT NULL DEFAULT '[]'
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant TEXT NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
    committed_at INTEGER NOT NULL, body TEXT NOT NULL,
    UNIQUE (tenant, id)
  );
  CREATE INDEX IF NOT EXISTS events_by_stream ON events (stream);
  CREATE TABLE IF NOT EXISTS groups (name TEXT PRIMARY KEY, finished_to INTEGER NOT NULL) WITHOUT ROWID;
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
  knowShards(connection);
  db.exec('BEGIN IMMEDIATE');
  try {
    refuseForeign(connection);
    db.exec(OWN_TABLES);
    addFields(connection);
    for (const table of tables) makeTable(connection, table);
    for (const table of tables) if (holdsDueEntries(table.collection)) layOutDueLanes(connection, table);
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
  if (application === APPLICATION_ID && layout < LAYOUT)
    throw new StoreFailure(
      'damaged',
      'no',
      'the data file was written by an early version that this one cannot read: start with an empty data folder',
    );
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

/** Files of the first versions do not say which fields they have columns for: all of these are filled once more. */
function addFields({ db }: Connection): void {
  const known = db.prepare(`SELECT 1 FROM pragma_table_info('collections') WHERE name = 'fields'`).get();
  if (!known) db.exec(`ALTER TABLE collections ADD COLUMN fields TEXT NOT NULL DEFAULT '[]'`);
}

function makeTable(connection: Connection, table: Table): void {
  const { db } = connection;
  const { name, shapeVersion } = table.collection;
  const was = db.prepare('SELECT shape, fields FROM collections WHERE name = ?').get(name);
  if (was && Number(was['shape']) > shapeVersion) throw newer();

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
  // A field whose column is there, but was of no use for a while, is not what the documents say.
  const looked: readonly string[] = was ? JSON.parse(String(was['fields'])) : table.fields;
  const unfilled = table.fields.some((field) => !looked.includes(field));
  const older = was !== undefined && Number(was['shape']) < shapeVersion;
  if (unfilled) fillColumns(connection, table, '');
  else if (older) fillColumns(connection, table, `AND shape < ${shapeVersion}`);

  makeIndexes(connection, table);
  makeTagIndexes(connection, table, unfilled || older);
  const fields = JSON.stringify(table.fields);
  if (!was || older || was['fields'] !== fields)
    db.prepare('INSERT OR REPLACE INTO collections (name, shape, fields) VALUES (?, ?, ?)').run(name, shapeVersion, fields);
}

/** Rows looked at in one step. */
const PAGE = 500;

/** Indexed fields of documents that were written before: what today's shape makes of them. Their bodies stay as they are. */
function fillColumns({ db }: Connection, table: Table, which: string): void {
  if (table.fields.length === 0) return;
  const page = db.prepare(
    `SELECT rowid, id, shape, body FROM ${table.name} WHERE rowid > ? ${which} ORDER BY rowid LIMIT ${PAGE}`,
  );
  const fill = db.prepare(
    `UPDATE ${table.name} SET ${table.fields.map((field) => `${columnOf(field)} = ?`).join(', ')} WHERE rowid = ?`,
  );
  for (let after = 0; ;) {
    const rows = page.all(after);
    for (const row of rows) {
      after = Number(row['rowid']);
      fill.run(
        ...columnValues(table, today(table.collection, Number(row['shape']), wholeBody(String(row['id']), String(row['body'])))),
        after,
      );
    }
    if (rows.length < PAGE) return;
  }
}

function makeIndexes({ db }: Connection, table: Table): void {
  const wanted = new Map<string, string>();
  for (const key of table.unique) wanted.set(indexName(table, 'u', key), createIndex(table, 'u', key));
  // An index on `id` alone is not needed: the primary key serves it.
  for (const key of table.indexes.filter(({ fields }) => fields.join() !== 'id' && fields[0] !== table.collection.tags))
    wanted.set(indexName(table, 'i', key), createIndex(table, 'i', key));
  const { expires } = table.collection;
  if (expires !== undefined) wanted.set(`x_${table.collection.name}`, createExpiry(table, columnOf(expires)));

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

/** Tables of lists of tags: those that are not as declared, and all of them if `refilled`, are made again from the columns. */
function makeTagIndexes({ db, sql }: Connection, table: Table, refilled: boolean): void {
  const wanted = new Map(table.tagIndexes.map((tagIndex) => [unquoted(tagIndex.name), tagIndex]));
  const prefix = tagIndexPrefix(table.collection.name);
  const there = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, ?) = ?`);
  for (const row of there.all(prefix.length, prefix)) {
    const name = String(row['name']);
    if (!refilled && wanted.get(name)?.create === row['sql']) wanted.delete(name);
    else db.exec(`DROP TABLE "${name}"`);
  }
  if (wanted.size === 0) return;
  for (const { create } of wanted.values()) db.exec(create);
  const unfilled = { ...table, tagIndexes: [...wanted.values()] };
  const page = db.prepare(
    `SELECT rowid, tenant, id, ${table.fields.map(columnOf).join(', ')} FROM ${table.name} WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
  );
  for (let after = 0; ;) {
    const rows = page.all(after);
    for (const { rowid, tenant, id, ...cells } of rows) {
      after = Number(rowid);
      moveTags({ db, sql }, unfilled, String(tenant), String(id), undefined, Object.values(cells) as Cell[]);
    }
    if (rows.length < PAGE) return;
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

/** Over all tenants, without what never expires. */
function createExpiry(table: Table, column: string): string {
  return `CREATE INDEX "x_${table.collection.name}" ON ${table.name} (${column}, tenant) WHERE ${column} > 0`;
}

function unquoted(name: string): string {
  return name.slice(1, -1);
}
