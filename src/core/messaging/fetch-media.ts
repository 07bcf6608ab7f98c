import type { Handled } from '#contracts/bus.ts';
import type { Clock } from '#contracts/clock.ts';
import type { MediaSource } from '#contracts/content.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import { FileTooLarge, type Files, type StoredFile } from '#contracts/files.ts';
import { type InboundMessage, messages } from '#contracts/records/messaging.ts';
import { type TenantStore, againWhenStale, replace } from '#contracts/store.ts';
import type { Account } from '#contracts/channel.ts';
import { acceptedAt } from '#core/ids/order.ts';
import { unsetClock } from './unset-clock.ts';

const DEADLINE_MS = 60_000;
const TRY_AGAIN_AFTER_MS = 30_000;
/** Meta deletes media after 7 days. */
const GIVE_UP_AFTER_MS = 7 * 24 * 3_600_000;

export interface MediaFetched {
  /** Whether the message says something else about its media now. */
  readonly changed: boolean;
  /** When to try again; missing when there is nothing left to do. */
  readonly handled?: Handled;
}

/**
 * Downloads a customer's media into our files, with a size limit, and checks it against the provider's hash. Idempotent: the file
 * has the id of its message.
 */
export function fetchMedia(clock: Clock, files: Files, limit: number) {
  const mayGiveUp = unsetClock(clock);
  return async (
    store: TenantStore,
    /** `undefined` if there is none or it is paused. There may be one again before the provider deletes its copy. */
    accountOf: (message: InboundMessage) => Promise<Account | undefined>,
    messageId: string,
    signal: AbortSignal,
  ): Promise<MediaFetched> => {
    const found = await store.get(messages, messageId);
    if (found?.value.direction !== 'in' || found.value.content.kind !== 'media' || found.value.media?.state !== 'waiting')
      return { changed: false };
    const message = found.value;
    const source = found.value.content.source;
    const account = await accountOf(message);
    if (!account) return later(0);
    try {
      const file = await download(account, source);
      return await mark(hashFits(source, file) ? { state: 'stored', file } : { state: 'refused' });
    } catch (error) {
      if (error instanceof FileTooLarge) return mark({ state: 'too_large' });
      if (!(error instanceof AdapterFailure)) throw error;
      if (error.code === 'rejected') return mark({ state: 'gone' });
      if (error.code === 'unsupported') return mark({ state: 'refused' });
      return later(error.detail.retryAfterMs ?? 0);
    }

    async function later(wait: number): Promise<MediaFetched> {
      if (mayGiveUp() > Math.max(message.at, acceptedAt(message.order)) + GIVE_UP_AFTER_MS) return mark({ state: 'gone' });
      return { changed: false, handled: { againAfterMs: Math.max(wait, TRY_AGAIN_AFTER_MS) } };
    }

    async function download(through: Account, from: MediaSource): Promise<StoredFile> {
      const { bytes, mimeType } = await through.download(from, AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]));
      return files.tenant(store.tenantId).put(messageId, bytes, { type: mimeType, limit });
    }

    async function mark(media: NonNullable<InboundMessage['media']>): Promise<MediaFetched> {
      if (media.state === 'refused') await files.tenant(store.tenantId).remove(messageId);
      await againWhenStale(async () => {
        const now = await store.get(messages, messageId);
        if (now?.value.direction !== 'in') return { kind: 'gone' } as const;
        return store.commit([replace(messages, now, { ...now.value, media })]);
      });
      return { changed: true };
    }
  };
}

/** Meta gives the hash as base64, others as hex. Without a hash there is nothing to check. */
function hashFits(source: MediaSource, file: StoredFile): boolean {
  if (source.sha256 === undefined) return true;
  return source.sha256 === file.sha256 || source.sha256 === Buffer.from(file.sha256, 'hex').toString('base64');
}
