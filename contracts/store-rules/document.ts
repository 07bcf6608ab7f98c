import type { Document, FieldValue, IndexValue } from '../collection.ts';
import { StoreFailure, TAG_LIMIT, type Write } from '../store.ts';

/** Any declared collection. */
export type Declared = Write['collection'];

export interface Key {
  readonly name: string;
  readonly fields: readonly string[];
}

/** The unique keys and indexes of a declared collection. */
export interface Keys {
  readonly unique: readonly Key[];
  readonly indexes: readonly Key[];
  /** Every field of an index or a unique key, except `id`. */
  readonly fields: readonly string[];
}

export function invalid(message: string): StoreFailure {
  return new StoreFailure('invalid', 'no', message);
}

/** @throws StoreFailure if a name is not valid in every engine. */
export function keysOf(collection: Declared): Keys {
  if (!/^[a-z][a-z0-9_]*$/.test(collection.name)) throw invalid(`collection name "${collection.name}" is not snake_case`);
  const [unique, indexes] = [keysNamed(collection, collection.unique), keysNamed(collection, collection.indexes)];
  for (const { name, fields } of [...unique, ...indexes.map((key) => ({ ...key, fields: key.fields.slice(1) }))])
    if (fields.some((field) => field === collection.tags))
      throw invalid(`${collection.name}.${name}: a list of tags can only begin an index`);
  const { expires } = collection;
  const named = [...[...unique, ...indexes].flatMap((key) => key.fields), ...(expires === undefined ? [] : [expires])];
  const fields = new Set(named.filter((field) => field !== 'id'));
  return { unique, indexes, fields: [...fields] };
}

/** Parses a document by its shape, as it will be stored. The failure names the field, never its value. */
export function parsed(collection: Declared, value: unknown): Document & Readonly<Record<string, unknown>> {
  const result = collection.shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(
    `${collection.name}: ${issue ? `${issue.path.join('.') || 'document'}: ${issue.code}` : 'does not match its schema'}`,
  );
}

/** Parses a stored document and upgrades it if it is older. One of the current version was checked when it was written. */
export function today(collection: Declared, shape: number, body: string) {
  const value = JSON.parse(body);
  if (shape === collection.shapeVersion) return value;
  if (shape > collection.shapeVersion)
    throw new StoreFailure(
      'newer',
      'no',
      `${collection.name} contains documents from a newer version of Deskbell: start that version, or restore a backup`,
    );
  return parsed(collection, collection.upgrade(value, shape));
}

/** What a document holds in an indexed field, its list of tags included. */
export function fieldValue(collection: Declared, field: string, value: unknown): FieldValue {
  return field === collection.tags ? tagList(collection, field, value) : indexValue(collection, field, value);
}

/** Two of one tag are refused rather than folded: what is found is what stands in the document. */
function tagList(collection: Declared, field: string, value: unknown): readonly string[] {
  const list: readonly unknown[] | undefined = Array.isArray(value) ? value : undefined;
  if (!list || list.length > TAG_LIMIT.tags)
    throw invalid(`${collection.name}.${field}: must be a list of at most ${TAG_LIMIT.tags} tags`);
  const tags = list.map((tag) => oneTag(collection, field, tag));
  if (new Set(tags).size < tags.length) throw invalid(`${collection.name}.${field}: holds one tag twice`);
  return tags;
}

export function oneTag(collection: Declared, field: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && value.length <= TAG_LIMIT.length && value.isWellFormed()) return value;
  throw invalid(`${collection.name}.${field}: a tag must be well-formed text of 1 to ${TAG_LIMIT.length} characters`);
}

/** Text that is no Unicode would not be found again. */
export function indexValue(collection: Declared, field: string, value: unknown): IndexValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw invalid(`${collection.name}.${field}: an indexed field must be a number, a boolean or well-formed text`);
}

function keysNamed(collection: Declared, keys: Readonly<Record<string, readonly string[]>>): Key[] {
  return Object.entries(keys).map(([name, fields]) => {
    for (const part of [name, ...fields])
      if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(part))
        throw invalid(`${collection.name}: "${part}" is not a valid name for a key or a field`);
    return { name, fields };
  });
}
