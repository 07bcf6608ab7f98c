import type { JsMsg, StoredMsg } from 'nats';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Link } from './client.ts';
import { notFound } from './failure.ts';
import type { Mark } from './progress.ts';

const ID = 'Nats-Msg-Id';

export function markOf(message: JsMsg): Mark {
  return { seq: message.seq, id: message.headers?.get(ID) ?? '', at: message.info.timestampNanos / 1e6 };
}

/** `undefined` for what is no event of ours. */
export function eventIn(message: Pick<JsMsg | StoredMsg, 'data'>): BusEvent | undefined {
  try {
    return busEvent.parse(JSON.parse(Buffer.from(message.data).toString()));
  } catch {
    return undefined;
  }
}

export async function messageAt({ jsm }: Link, stream: string, seq: number): Promise<StoredMsg | undefined> {
  try {
    return await jsm.streams.getMessage(stream, { seq });
  } catch (error) {
    if (notFound(error)) return undefined;
    throw error;
  }
}

/**
 * The last number up to which the stream still is the one that was read; Infinity when it is so to the end. A server that lost
 * power may have lost what it acknowledged in the last two minutes, and gives those numbers to other messages.
 */
export async function unchangedTo(link: Link, stream: string, marks: readonly Mark[]): Promise<number> {
  const newest = marks.at(-1);
  if (!newest || (await isAt(link, stream, newest))) return Infinity;
  const { state } = await link.jsm.streams.info(stream);
  if (newest.seq < state.first_seq && state.last_seq >= newest.seq) return Infinity;
  for (const mark of marks.toReversed()) if (await isAt(link, stream, mark)) return mark.seq;
  return 0;
}

async function isAt(link: Link, stream: string, { seq, id }: Mark): Promise<boolean> {
  return (await messageAt(link, stream, seq))?.header.get(ID) === id;
}
