import { SLOW, dueEntries } from '#contracts/later.ts';
import type { InboundMessage } from '#contracts/records/messaging.ts';
import { type Write, insert } from '#contracts/store.ts';
import type { EpochMs } from '#contracts/clock.ts';

export const MEDIA_FETCH = 'media.fetch';

/** The download of a message's media, for the batch that records the message. A lane of its own: no file waits for another. */
export function mediaScheduled({ id, media }: InboundMessage, now: EpochMs): readonly Write[] {
  if (media?.state !== 'waiting') return [];
  return [
    insert(dueEntries, {
      id: `${MEDIA_FETCH}:${id}`,
      lane: `${SLOW}media:${id}`,
      class: 6,
      dueAt: now,
      kind: MEDIA_FETCH,
      about: { messageId: id },
      why: 'scheduled',
      attempts: 0,
    }),
  ];
}
