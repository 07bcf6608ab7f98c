import type { EpochMs } from '#contracts/clock.ts';
import type { StoredFile } from '#contracts/files.ts';
import type { NewId } from '#contracts/ids.ts';
import { BUCKET, type SharedDatabase } from './shared-database.ts';

/** One file: its current revision, and the revisions that nobody can open although their bytes are still stored. */
export interface Entry {
  readonly current?: Current;
  readonly loose: readonly Loose[];
}

interface Current {
  readonly revision: string;
  readonly about: StoredFile;
}

interface Loose {
  readonly revision: string;
  /** Only a draft can become the current revision. The bytes of an old revision may be deleted at any time. */
  readonly kind: 'draft' | 'old';
  /** When it became a draft or old; 0 if it can be deleted at once. */
  readonly at: EpochMs;
}

export interface Row extends Entry {
  readonly _id: string;
  readonly tenantId: string;
  readonly id: string;
  /** New with each change, so that a change never overwrites one that it has not seen. */
  readonly version: string;
  /** The earliest `at` of `loose`; missing if `loose` is empty. */
  readonly due?: EpochMs;
}

type Change = (entry: Entry) => Entry;

export interface Entries {
  read(tenant: string, id: string): Promise<Entry | undefined>;
  /** Applies the change to the stored entry, also while others change it. Returns the new entry. */
  change(tenant: string, id: string, change: Change): Promise<Entry>;
  list(tenant: string): AsyncGenerator<StoredFile>;
  /** At most `limit` files of all tenants with a loose revision from `until` or earlier. */
  due(until: EpochMs, limit: number): Promise<readonly Pick<Row, 'tenantId' | 'id'>[]>;
}

const PAGE = 200;
const EMPTY: Entry = { loose: [] };

export function entries({ db, asked }: SharedDatabase, newId: NewId): Entries {
  const rows = db.collection<Row>(BUCKET);
  const keyOf = (tenant: string, id: string) => ({ _id: `${encodeURIComponent(tenant)}/${id}`, tenantId: tenant });

  return {
    read: async (tenant, id) => (await asked(rows.findOne(keyOf(tenant, id)))) ?? undefined,

    async change(tenant, id, change) {
      for (;;) {
        const before = await asked(rows.findOne(keyOf(tenant, id)));
        const after = change(before ?? EMPTY);
        if (after === (before ?? EMPTY) || (await asked(written(tenant, id, before, after)))) return after;
      }
    },

    async *list(tenant) {
      for (let after = ''; ;) {
        const page = await asked(
          rows
            .find({ tenantId: tenant, _id: { $gt: after } })
            .sort({ _id: 1 })
            .limit(PAGE)
            .toArray(),
        );
        for (const { current } of page) if (current) yield current.about;
        if (page.length < PAGE) return;
        after = page.at(-1)?._id ?? after;
      }
    },

    due: (until, limit) =>
      asked(
        rows
          .find({ due: { $lte: until } })
          .project<Pick<Row, 'tenantId' | 'id'>>({ tenantId: 1, id: 1 })
          .sort({ due: 1 })
          .limit(limit)
          .toArray(),
      ),
  };

  /** False if another instance changed it first. */
  async function written(tenant: string, id: string, before: Row | null, after: Entry): Promise<boolean> {
    const same = before && { ...keyOf(tenant, id), version: before.version };
    if (!after.current && after.loose.length === 0)
      return same === null || (await rows.deleteOne(same).then(({ deletedCount }) => deletedCount === 1, unlessMet));
    const { current, loose } = after;
    const row: Row = {
      ...keyOf(tenant, id),
      id,
      version: newId(),
      loose,
      ...(current && { current }),
      ...(loose.length > 0 && { due: Math.min(...loose.map(({ at }) => at)) }),
    };
    if (same === null) return rows.insertOne(row).then(() => true, unlessMet);
    return rows.replaceOne(same, row).then(({ matchedCount }) => matchedCount === 1, unlessMet);
  }
}

/** 11000: it already exists. 112: another writer has it at this moment, on a server that does not wait for that itself. */
function unlessMet(error: unknown): false {
  if (error instanceof Error && 'code' in error && (error.code === 11_000 || error.code === 112)) return false;
  throw error;
}

export function drafted(revision: string, at: EpochMs): Change {
  return ({ current, loose }) => entry(current, [...loose, { revision, kind: 'draft', at }]);
}

/** The one step that makes new bytes visible to readers. Changes nothing if the draft was discarded meanwhile. */
export function named(revision: string, about: StoredFile, at: EpochMs): Change {
  return (before) => {
    // Another instance treated it as a leftover.
    if (!before.loose.some((one) => one.revision === revision && one.kind === 'draft')) return before;
    const others = before.loose.filter((one) => one.revision !== revision);
    return entry({ revision, about }, before.current ? [...others, old(before.current.revision, at)] : others);
  };
}

/** The draft can no longer become the current revision, and its bytes can be deleted. */
export function retired(revision: string): Change {
  return ({ current, loose }) =>
    entry(
      current,
      loose.map((one) => (one.revision === revision ? old(revision, 0) : one)),
    );
}

/** Retires every draft from `until` or earlier, because a crash has left it. */
export function retiredUntil(until: EpochMs): Change {
  return (before) => {
    const late = before.loose.filter(({ kind, at }) => kind === 'draft' && at <= until);
    if (late.length === 0) return before;
    return entry(
      before.current,
      before.loose.map((one) => (late.includes(one) ? { ...one, kind: 'old' } : one)),
    );
  };
}

export function removed(before: Entry): Entry {
  return before.current ? entry(undefined, [...before.loose, old(before.current.revision, 0)]) : before;
}

export function without(revisions: readonly string[]): Change {
  return ({ current, loose }) =>
    entry(
      current,
      loose.filter(({ revision }) => !revisions.includes(revision)),
    );
}

function old(revision: string, at: EpochMs): Loose {
  return { revision, kind: 'old', at };
}

function entry(current: Current | undefined, loose: readonly Loose[]): Entry {
  return current ? { current, loose } : { loose };
}
