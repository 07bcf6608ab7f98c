import type { DueEntry } from '#contracts/later.ts';
import { shardOf } from '#contracts/store-rules/shard.ts';
import type { Connection } from './connection.ts';
import { columnOf, type Table } from './table.ts';

/** The time of a lane's oldest entry, however many entries the lane has: a look costs as much as it finds. */
const LANES = `
  CREATE TABLE IF NOT EXISTS due_lanes (
    tenant TEXT NOT NULL, lane TEXT NOT NULL, shard INTEGER NOT NULL, head INTEGER NOT NULL, PRIMARY KEY (tenant, lane)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS due_lanes_by_head ON due_lanes (shard, head, tenant, lane);
`;

/** Kept by triggers, so it changes in the statement that changes the entry, whoever writes it. */
export function layOutDueLanes({ db }: Connection, table: Table): void {
  const [lane, dueAt] = [column('lane'), column('dueAt')];
  const oldLane = `tenant = OLD.tenant AND lane = OLD.${lane}`;
  const left = `FROM ${table.name} WHERE tenant = OLD.tenant AND ${lane} = OLD.${lane}`;
  const added = `
    INSERT INTO due_lanes (tenant, lane, shard, head) VALUES (NEW.tenant, NEW.${lane}, ${SHARD}(NEW.tenant, NEW.${lane}), NEW.${dueAt})
      ON CONFLICT (tenant, lane) DO UPDATE SET head = excluded.head WHERE excluded.head < head;`;
  const gone = `
    DELETE FROM due_lanes WHERE ${oldLane} AND NOT EXISTS (SELECT 1 ${left});
    UPDATE due_lanes SET head = (SELECT min(${dueAt}) ${left}) WHERE ${oldLane} AND head >= OLD.${dueAt};`;
  db.exec(LANES);
  trigger('inserted', 'INSERT', added);
  trigger('replaced', `UPDATE OF ${lane}, ${dueAt}`, gone + added);
  trigger('removed', 'DELETE', gone);

  function trigger(name: string, after: string, body: string): void {
    db.exec(`CREATE TRIGGER IF NOT EXISTS due_entry_${name} AFTER ${after} ON ${table.name} BEGIN ${body} END`);
  }
  function column(field: keyof DueEntry): string {
    return columnOf(field);
  }
}

const SHARD = 'deskbell_shard';

/** The triggers call it, so every connection that writes must know it. */
export function knowShards({ db }: Connection): void {
  db.function(SHARD, { deterministic: true }, (tenant, lane) => shardOf(String(tenant), String(lane)));
}
