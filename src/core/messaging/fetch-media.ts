import type { Account } from '#contracts/channel.ts';
import type { Clock } from '#contracts/clock.ts';
import type { MediaSource } from '#contracts/content.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { FileTooLarge, type Files, type StoredFile } from '#contracts/files.ts';
import { type DueEntry, type Timer, dueEntries } from '#contracts/later.ts';
import { type InboundMessage, messages } from '#contracts/records/messaging.ts';
import { type Stored, type TenantStore, againWhenStale, remove, replace } from '#contracts/store.ts';
import { acceptedAt } from '#core/ids/order.ts';
import { type Accounts, accountFor } from './accounts.ts';
import { MEDIA_FETCH } from './media-entry.ts';
import { unsetClock } from './unset-clock.ts';

const DEADLINE_MS = 60_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Delays between attempts at a file that the provider cannot serve. The last one repeats. */
const DELAYS_MS = [MINUTE_MS / 2, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];
/** The longest delay while the provider or the circuit breaker lets nothing through: that is no fault of the file. */
const NOT_NOW_MS = 10 * MINUTE_MS;
/** While there is no account, or a paused one. */
const NO_ACCOUNT_MS = 5 * MINUTE_MS;
/** Meta deletes media after 7 days. */
const GIVE_UP_AFTER_MS = 7 * 24 * HOUR_MS;

type Waiting = InboundMessage & { readonly content: { readonly kind: 'media'; readonly source: MediaSource } };

export interface MediaNeeds {
  readonly clock: Clock;
  readonly files: Files;
  readonly accounts: Accounts;
  /** In bytes. */
  readonly limit: number;
  /** Called when a message says something else about its media. */
  changed(tenantId: string, conversationId: string): void;
}

/**
 * Downloads a customer's media into our files, with a size limit, and checks it against the provider's hash. Idempotent: the file
 * has the id of its message. Each file has its own entry, so one that cannot be served delays no other.
 */
export function fetchMedia({ clock, files, accounts, limit, changed }: MediaNeeds): Timer {
  const mayGiveUp = unsetClock(clock);

  return {
    kind: MEDIA_FETCH,
    async due(store, entry, signal) {
      const message = await waitingMedia(store, entry.value.about['messageId'] ?? '');
      if (message) await fetchOne(store, entry, message, signal);
      else await store.commit([remove(dueEntries, entry)]);
    },
  };

  async function fetchOne(store: TenantStore, entry: Stored<DueEntry>, message: Waiting, signal: AbortSignal): Promise<void> {
    const { source } = message.content;
    const { attempts } = entry.value;
    const account = await accountFor(accounts, store, message);
    if (!account) return later({ why: 'account_paused', ms: NO_ACCOUNT_MS, attempts });
    try {
      const file = await download(account);
      return await mark(hashFits(source, file) ? { state: 'stored', file } : { state: 'refused' });
    } catch (error) {
      if (error instanceof FileTooLarge) return mark({ state: 'too_large' });
      if (!(error instanceof AdapterFailure)) throw error;
      if (error.code === 'rejected') return mark({ state: 'gone' });
      if (error.code === 'unsupported') return mark({ state: 'refused' });
      // Stopped by us: whoever works the shard next downloads it.
      if (signal.aborted) throw error;
      const usual = DELAYS_MS[Math.min(attempts, DELAYS_MS.length - 1)] ?? HOUR_MS;
      const delay = error.code === 'rate_limited' ? Math.min(usual, NOT_NOW_MS) : usual;
      return later({ why: error.code, ms: Math.max(error.detail.retryAfterMs ?? 0, delay), attempts: attempts + 1 });
    }

    async function later({
      ms,
      ...rest
    }: {
      readonly why: string;
      readonly ms: number;
      readonly attempts: number;
    }): Promise<void> {
      if (mayGiveUp() > Math.max(message.at, acceptedAt(message.order)) + GIVE_UP_AFTER_MS) return mark({ state: 'gone' });
      await store.commit([replace(dueEntries, entry, { ...entry.value, ...rest, dueAt: clock.now() + ms })]);
    }

    async function download(through: Account): Promise<StoredFile> {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
      const { bytes, mimeType } = await through.download(source, deadline);
      return files.tenant(store.tenantId).put(message.id, bytes, { type: mimeType, limit });
    }

    async function mark(media: NonNullable<InboundMessage['media']>): Promise<void> {
      if (media.state === 'refused') await files.tenant(store.tenantId).remove(message.id);
      await settle(store, entry, message.id, media);
      // Erased while it was fetched.
      if (!(await store.get(messages, message.id))) await files.tenant(store.tenantId).remove(message.id);
      changed(store.tenantId, message.conversationId);
    }
  }
}

async function waitingMedia(store: TenantStore, messageId: string): Promise<Waiting | undefined> {
  const found = (await store.get(messages, messageId))?.value;
  if (found?.direction !== 'in' || found.media?.state !== 'waiting' || found.content.kind !== 'media') return undefined;
  return { ...found, content: found.content };
}

/** Writes what has become of the media, and removes the entry. A `stale` entry belongs to somebody else, who does the same. */
async function settle(
  store: TenantStore,
  entry: Stored<DueEntry>,
  messageId: string,
  media: NonNullable<InboundMessage['media']>,
): Promise<void> {
  await againWhenStale(async () => {
    const now = await store.get(messages, messageId);
    const lines = now?.value.direction === 'in' ? [replace(messages, now, { ...now.value, media })] : [];
    const outcome = await store.commit([...lines, remove(dueEntries, entry)]);
    return outcome.kind === 'stale' && outcome.collection === dueEntries.name ? ({ kind: 'not_ours' } as const) : outcome;
  });
}

/** Meta gives the hash as base64, others as hex. Without a hash there is nothing to check. */
function hashFits(source: MediaSource, file: StoredFile): boolean {
  if (source.sha256 === undefined) return true;
  return source.sha256 === file.sha256 || source.sha256 === Buffer.from(file.sha256, 'hex').toString('base64');
}
