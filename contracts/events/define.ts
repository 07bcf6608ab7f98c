import { z } from 'zod';
import type { EpochMs } from '../clock.ts';
import type { BusEvent, NewEvent, StreamName } from '../event.ts';

/** One kind of event: where it travels, what it says in one sentence, and the shape of its data. */
export interface EventKind<D extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly stream: StreamName;
  readonly says: string;
  /** Of the shape of `data`. */
  readonly version: number;
  readonly data: D;
}

export function defineEvent<D extends z.ZodObject>(
  definition: Omit<EventKind<D>, 'version'> & { readonly version?: number },
): EventKind<D> {
  return { version: 1, ...definition };
}

interface Occasion {
  /** Made of what happened, so that the same thing told twice is one event. */
  readonly id: string;
  readonly key: string;
  readonly at: EpochMs;
}

/** An event of this kind, for the batch that makes it true. */
export function happened<D extends z.ZodObject>(what: EventKind<D>, occasion: Occasion, data: z.input<D>): NewEvent {
  return { ...occasion, kind: what.kind, stream: what.stream, version: what.version, data };
}

/** The data of an event of this kind. @throws ZodError when it is not of its shape */
export function dataOf<D extends z.ZodObject>(what: EventKind<D>, event: Pick<BusEvent, 'data'>): z.output<D> {
  return what.data.parse(event.data);
}
