import { headers, type JsMsg, type KV, type MsgHdrs, type StoredMsg } from 'nats';
import { busEvent, type BusEvent } from '#contracts/event.ts';
import type { Link } from './client.ts';
import { notFound } from './failure.ts';
import type { Layout } from './layout.ts';
import { messageId, partitionOf, subjectOf } from './naming.ts';
import { getParts, mostBytes, putParts } from './parts.ts';
import type { Mark } from './progress.ts';

const ID = 'Nats-Msg-Id';
/** Header with the number of parts of a large event. Its message then has no data. */
const PARTS = 'Deskbell-Parts';

export interface Published {
  /** Name of the JetStream stream. */
  readonly stream: string;
  readonly seq: number;
  readonly id: string;
}

/** Publishes an event. Resolves when the server has acknowledged it. The server drops a duplicate and returns its position. */
export async function publish(link: Link, layout: Layout, event: BusEvent): Promise<Published> {
  const to = subjectOf(layout.prefix, event, partitionOf(event, layout.partitions));
  const id = messageId(event);
  const most = mostBytes(link.nc);
  let body = JSON.stringify(event);
  const more = headers();
  if (Buffer.byteLength(body) > most) {
    more.set(PARTS, String(await putParts(layout.large, id, body, most)));
    body = JSON.stringify({ ...event, data: {} });
  }
  const { stream, seq } = await link.ask(link.js.publish(to, body, { msgID: id, headers: more }));
  return { stream, seq, id };
}

/** The last message of a stream; `undefined` if it is empty. */
export async function lastOf(link: Link, stream: string): Promise<Published | undefined> {
  const { state } = await link.ask(link.jsm.streams.info(stream));
  const message = state.messages > 0 ? await messageAt(link, stream, state.last_seq) : undefined;
  return message && { stream, seq: message.seq, id: message.header.get(ID) };
}

export async function isThere(link: Link, { stream, seq, id }: Published): Promise<boolean> {
  return (await messageAt(link, stream, seq))?.header.get(ID) === id;
}

export function markOf(message: JsMsg): Mark {
  return { seq: message.seq, id: message.headers?.get(ID) ?? '', at: message.info.timestampNanos / 1e6 };
}

export function isWhole({ headers: sent }: Pick<JsMsg, 'headers'>): boolean {
  return !sent?.has(PARTS);
}

/** Parses an event. A large event has no data here. `undefined` if the message is not an event. */
export function eventIn({ data }: Pick<JsMsg | StoredMsg, 'data'>): BusEvent | undefined {
  return parsed(Buffer.from(data).toString());
}

/** Reads a complete event; `undefined` if it is gone. */
export async function eventAt(link: Link, large: KV, stream: string, seq: number): Promise<BusEvent | undefined> {
  const message = await messageAt(link, stream, seq);
  if (!message) return undefined;
  const parts = partsOf(message.header);
  if (parts === 0) return eventIn(message);
  const text = await getParts(large, message.header.get(ID), parts);
  return text === undefined ? undefined : parsed(text);
}

export async function messageAt({ jsm, ask }: Link, stream: string, seq: number): Promise<StoredMsg | undefined> {
  try {
    return await ask(jsm.streams.getMessage(stream, { seq }));
  } catch (error) {
    if (notFound(error)) return undefined;
    throw error;
  }
}

/**
 * The last sequence number up to which the stream is unchanged since it was read; Infinity if all of it is. After a power cut a
 * server may have lost what it acknowledged in the last two minutes and gives those numbers to other messages.
 */
export async function unchangedTo(link: Link, stream: string, marks: readonly Mark[]): Promise<number> {
  const newest = marks.at(-1);
  if (!newest || (await isThere(link, { stream, ...newest }))) return Infinity;
  const { state } = await link.ask(link.jsm.streams.info(stream));
  if (newest.seq < state.first_seq && state.last_seq >= newest.seq) return Infinity;
  for (const mark of marks.toReversed()) if (await isThere(link, { stream, ...mark })) return mark.seq;
  return 0;
}

function partsOf(sent: MsgHdrs): number {
  return Number(sent.get(PARTS) || 0);
}

function parsed(text: string): BusEvent | undefined {
  try {
    return busEvent.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
