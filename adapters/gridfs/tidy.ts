import type { Clock, EpochMs } from '#contracts/clock.ts';
import type { Log } from '#contracts/log.ts';
import { StoreFailure } from '#contracts/store.ts';
import type { Bytes } from './bytes.ts';
import { type Entries, retiredUntil, without } from './entries.ts';

/** No upload and no download takes this long. */
const LEFT_OVER_MS = 60 * 60 * 1000;
/** Files per run, so that no caller waits long. */
const MOST = 50;

export interface Tidy {
  /** Deletes the bytes of the file's loose revisions from `until` or earlier. */
  one(tenant: string, id: string, until: EpochMs): Promise<void>;
  /**
   * The same for files of all tenants whose revisions became loose over an hour ago, by a crash or by a later put. Runs once an hour;
   * calls in between do nothing. Never rejects: leftovers that cannot be deleted stay until the next time.
   */
  nowAndThen(): Promise<void>;
}

export function tidy(entries: Entries, bytes: Bytes, clock: Clock, log: Log): Tidy {
  let last = -Infinity;
  return { one, nowAndThen };

  async function one(tenant: string, id: string, until: EpochMs): Promise<void> {
    const { loose } = await entries.change(tenant, id, retiredUntil(until));
    const gone = loose.filter(({ kind, at }) => kind === 'old' && at <= until).map(({ revision }) => revision);
    for (const revision of gone) await bytes.remove(tenant, revision);
    if (gone.length > 0) await entries.change(tenant, id, without(gone));
  }

  async function nowAndThen(): Promise<void> {
    const at = clock.monotonic();
    if (at - last < LEFT_OVER_MS) return;
    last = at;
    const until = clock.now() - LEFT_OVER_MS;
    try {
      for (const { tenantId, id } of await entries.due(until, MOST)) await one(tenantId, id, until);
    } catch (error) {
      log.warn('gridfs: leftovers stay for another hour', { why: error instanceof StoreFailure ? error.code : 'unknown' });
    }
  }
}
