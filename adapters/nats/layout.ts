import { DiscardPolicy, type KV, nanos, RetentionPolicy, StorageType } from 'nats';
import { z } from 'zod';
import { streamName } from '#contracts/event.ts';
import type { Link } from './client.ts';
import { notFound, raced } from './failure.ts';
import { bucketOf, type Place, streamOf, subjectsOf } from './naming.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Events are deleted after this, finished or not. Parked ones stay. */
export const KEPT_MS = 14 * DAY_MS;
/** The server drops an id that is published again within this time. */
export const DUPLICATES_MS = 10 * 60 * 1000;

export interface Declared {
  readonly prefix: string;
  /** Used at the first start only. Later the stored number counts, because a key must stay in its partition. */
  readonly partitions: number;
  /** Copies in a cluster, for streams created now. */
  readonly replicas: number;
}

export interface Layout {
  readonly prefix: string;
  readonly partitions: number;
  /** Progress of groups and parked events. One stream, so that a power cut can take its end but never a part of its middle. */
  readonly state: KV;
  /** Parts of events that are too large for a message. Deleted with their events. */
  readonly large: KV;
  readonly places: readonly Place[];
}

export const MOST_PARTITIONS = 256;
const settled = z.object({ partitions: z.int().min(1).max(MOST_PARTITIONS) });

/** Creates what is missing. Existing streams are not changed, because an operator may have adjusted limits and copies. */
export async function layOut(link: Link, { prefix, partitions: wanted, replicas }: Declared): Promise<Layout> {
  const state = await link.js.views.kv(bucketOf(prefix), {
    history: 1,
    storage: StorageType.File,
    replicas,
    // Read from the leader, because a copy may be behind.
    allow_direct: false,
  });
  const large = await link.js.views.kv(`${prefix}_large`, {
    history: 1,
    storage: StorageType.File,
    replicas,
    ttl: KEPT_MS,
    allow_direct: false,
  });
  const partitions = await settlePartitions(state, wanted);
  const places = streamName.options.flatMap((stream) =>
    Array.from({ length: partitions }, (_, partition): Place => ({ stream, partition })),
  );
  await Promise.all(places.map((place) => makeStream(link, prefix, place, replicas)));
  return { prefix, partitions, state, large, places };
}

async function settlePartitions(state: KV, partitions: number): Promise<number> {
  try {
    await state.create('layout', JSON.stringify({ partitions }));
    return partitions;
  } catch (error) {
    if (!raced(error)) throw error;
    return settled.parse((await state.get('layout'))?.json()).partitions;
  }
}

async function makeStream({ jsm }: Link, prefix: string, place: Place, replicas: number): Promise<void> {
  const name = streamOf(prefix, place);
  try {
    await jsm.streams.info(name);
  } catch (error) {
    if (!notFound(error)) throw error;
    await jsm.streams.add({
      name,
      subjects: [subjectsOf(prefix, place)],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      // A full stream refuses new events, which stay in the store's outbox, instead of dropping old ones.
      discard: DiscardPolicy.New,
      max_age: nanos(KEPT_MS),
      duplicate_window: nanos(DUPLICATES_MS),
      num_replicas: replicas,
    });
  }
}
