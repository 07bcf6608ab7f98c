import { z } from 'zod';
import type { Remember } from '#contracts/channel.ts';
import { AdapterFailure } from '#contracts/failure.ts';
import type { Log } from '#contracts/log.ts';
import { read } from './client.ts';
import type { TwilioApi } from './client.ts';
import { failure } from './failures.ts';
import type { Shape } from './shapes.ts';

const created = z.object({ sid: z.string().regex(/^HX[0-9a-fA-F]{32}$/) });

export interface ContentItems {
  /**
   * Returns the sid of the item with this shape, remembered or newly created. `gone` is a sid that Twilio no longer knows. Two
   * processes may both create an item; the second one does no harm.
   * @throws AdapterFailure, never `unknown`, because no message is sent here
   */
  sidOf(shape: Shape, api: TwilioApi, signal: AbortSignal, gone?: string): Promise<string>;
}

export function contentItems(remember: Remember, log: Log): ContentItems {
  const underway = new Map<string, Promise<string>>();

  return {
    async sidOf(shape, api, signal, gone) {
      const key = `content:${shape.hash}`;
      for (;;) {
        const known = await remember.get(key);
        if (known !== undefined && known !== gone) return known;
        const other = underway.get(key);
        if (other === undefined) break;
        // Another call is creating the item. If it fails or aborts, this one tries.
        await settledOrAborted(other, signal);
      }
      const making = create(key, shape, api).finally(() => underway.delete(key));
      underway.set(key, making);
      return making;
    },
  };

  async function create(key: string, shape: Shape, api: TwilioApi): Promise<string> {
    let answer: unknown;
    try {
      answer = await read(() => api.createContent(contentOf(shape)));
    } catch (error) {
      throw nothingSent(error);
    }
    const item = created.safeParse(answer);
    if (!item.success) throw failure('unreachable', 'Twilio did not create the content item');
    try {
      await remember.set(key, item.data.sid);
    } catch {
      log.warn('twilio: the sid of a content item could not be stored', { kind: shape.kind });
    }
    return item.data.sid;
  }
}

/** Twilio uses the samples for variables that are missing in a send; `contentVariables` never leaves one out. */
function contentOf({ kind, types, size, hash }: Shape): object {
  const samples = Object.fromEntries(Array.from({ length: size }, (_, n) => [String(n + 1), `sample ${n + 1}`]));
  return { friendly_name: `deskbell_${kind}_${hash.slice(0, 8)}`, language: 'en', variables: samples, types };
}

/** The message itself was not sent yet, so it does not need to be settled. */
function nothingSent(error: unknown): unknown {
  if (!(error instanceof AdapterFailure) || error.code !== 'unknown') return error;
  return failure('unreachable', 'the content item could not be created', error.detail);
}

async function settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(failure('unreachable', 'the deadline passed before the call'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work.catch(() => undefined), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    aborted.promise.catch(() => undefined);
  }
}
